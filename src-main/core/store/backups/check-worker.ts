// Entry of the thread that reads a database file through while the window goes on working.
import { parentPort, workerData } from 'node:worker_threads'
import { type CheckOrder, checkDatabase } from './check-database.ts'

parentPort?.postMessage(checkDatabase(workerData as CheckOrder))
