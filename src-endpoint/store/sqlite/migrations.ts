// The schema of the endpoint on SQLite, one migration after the other.

/** Numbered and in one transaction each; every key begins with the region (architecture 11). */
export const sqliteMigrations: readonly string[] = [
  `CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE windows (
     region TEXT NOT NULL, window TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
     public_key TEXT NOT NULL, token_hash TEXT NOT NULL, revoked INTEGER NOT NULL DEFAULT 0,
     tip_sequence INTEGER NOT NULL DEFAULT 0, tip_hash TEXT NOT NULL DEFAULT '', enrolled_at TEXT NOT NULL,
     PRIMARY KEY (region, window), UNIQUE (region, number), UNIQUE (token_hash)) STRICT;
   CREATE TABLE codes (
     region TEXT NOT NULL, code_hash TEXT NOT NULL, unit TEXT NOT NULL, window_name TEXT NOT NULL,
     expires_at INTEGER NOT NULL, used_at INTEGER, PRIMARY KEY (region, code_hash)) STRICT;
   CREATE TABLE events (
     region TEXT NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL, window TEXT NOT NULL, sequence INTEGER NOT NULL,
     hash TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (region, id)) STRICT;
   CREATE INDEX events_stream ON events (region, stream);
   CREATE TABLE refused (
     region TEXT NOT NULL, id TEXT NOT NULL, window TEXT NOT NULL, hash TEXT NOT NULL, code TEXT NOT NULL, json TEXT NOT NULL,
     refused_at TEXT NOT NULL, PRIMARY KEY (region, window, id)) STRICT;
   CREATE TABLE parties (region TEXT NOT NULL, stream TEXT NOT NULL, unit TEXT NOT NULL,
     PRIMARY KEY (region, stream, unit)) STRICT, WITHOUT ROWID;
   CREATE TABLE feed (region TEXT NOT NULL, unit TEXT NOT NULL, position INTEGER NOT NULL, event TEXT NOT NULL,
     PRIMARY KEY (region, unit, position)) STRICT, WITHOUT ROWID;
   CREATE UNIQUE INDEX feed_event ON feed (region, unit, event);
   CREATE TABLE entries (
     region TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, withdrawn INTEGER NOT NULL, content TEXT NOT NULL,
     json TEXT NOT NULL, PRIMARY KEY (region, id)) STRICT;
   CREATE UNIQUE INDEX entries_position ON entries (region, position);
   CREATE TABLE reference (
     region TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (region, id)) STRICT;
   CREATE UNIQUE INDEX reference_position ON reference (region, position);`,
  // Refused events are told apart by what they say, not by the id they claim, and whether they hold a place in the chain.
  `DROP TABLE refused;
   CREATE TABLE refused (
     region TEXT NOT NULL, window TEXT NOT NULL, digest TEXT NOT NULL, id TEXT NOT NULL, hash TEXT NOT NULL,
     placed INTEGER NOT NULL, code TEXT NOT NULL, params TEXT NOT NULL, json TEXT NOT NULL, refused_at TEXT NOT NULL,
     PRIMARY KEY (region, window, digest)) STRICT;
   CREATE INDEX refused_id ON refused (region, window, id);`,
  // An entry is its content and the edition that last carried it, each kept once.
  `ALTER TABLE entries ADD COLUMN edition TEXT NOT NULL DEFAULT '';
   UPDATE entries SET edition = coalesce(json ->> 'edition', '');
   ALTER TABLE entries DROP COLUMN json;`,
  // Every feed counts its own positions: the next one is taken without looking at the feed.
  `CREATE TABLE counters (region TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
     PRIMARY KEY (region, name)) STRICT, WITHOUT ROWID;
   INSERT INTO counters SELECT region, 'events/' || unit, max(position) FROM feed GROUP BY region, unit;
   INSERT INTO counters SELECT region, 'list', max(position) FROM entries GROUP BY region;
   INSERT INTO counters SELECT region, 'reference', max(position) FROM reference GROUP BY region;
   INSERT INTO counters SELECT region, 'windows', max(number) FROM windows GROUP BY region;`,
  // What a new window starts from: open streams, and lately closed ones; streams from before count as open until they move.
  `ALTER TABLE parties ADD COLUMN closed_at INTEGER;
   CREATE INDEX parties_open ON parties (region, unit, stream) WHERE closed_at IS NULL;
   CREATE INDEX parties_closed ON parties (region, unit, closed_at, stream) WHERE closed_at IS NOT NULL;
   CREATE INDEX events_window ON events (region, window, stream);
   CREATE TABLE editions (region TEXT NOT NULL, position INTEGER NOT NULL, pages TEXT NOT NULL,
     PRIMARY KEY (region, position)) STRICT;
   CREATE TABLE edition_pages (region TEXT NOT NULL, digest TEXT NOT NULL, gzip BLOB NOT NULL, brotli BLOB NOT NULL,
     PRIMARY KEY (region, digest)) STRICT;`,
  // Tokens are sealed, not kept.
  `CREATE TABLE enrolled (
     region TEXT NOT NULL, window TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
     public_key TEXT NOT NULL, revoked INTEGER NOT NULL DEFAULT 0, tip_sequence INTEGER NOT NULL DEFAULT 0,
     tip_hash TEXT NOT NULL DEFAULT '', enrolled_at TEXT NOT NULL,
     PRIMARY KEY (region, window), UNIQUE (region, number)) STRICT;
   INSERT INTO enrolled SELECT region, window, number, name, unit, public_key, revoked, tip_sequence, tip_hash, enrolled_at
     FROM windows;
   DROP TABLE windows;
   ALTER TABLE enrolled RENAME TO windows;`,
  // Who someone was before: an act is judged by the role of its own time.
  `CREATE TABLE staff_past (region TEXT NOT NULL, id TEXT NOT NULL, until INTEGER NOT NULL, json TEXT NOT NULL,
     PRIMARY KEY (region, id, until)) STRICT, WITHOUT ROWID;`,
  // Keys a window had before: what it signed with them stays signed.
  `ALTER TABLE windows ADD COLUMN past_keys TEXT NOT NULL DEFAULT '[]';`,
  // What the joint office is told of: open verifications of every unit, and those that ended lately. Both stand between two words.
  `CREATE INDEX verifications_open ON parties (region, stream)
     WHERE closed_at IS NULL AND stream > 'verification/' AND stream < 'verification0';
   CREATE INDEX verifications_ended ON parties (region, closed_at, stream)
     WHERE closed_at IS NOT NULL AND stream > 'verification/' AND stream < 'verification0';`,
]
