// The schema of the endpoint on PostgreSQL, one migration after the other, each in one transaction.
//
// Every table has the region as the first column of its key and is distributed by it (docs/endpoint-database.md). Unique indexes
// and foreign keys therefore begin with the region too: an index without it would need all servers at once.

export const postgresMigrations: readonly string[] = [
  `CREATE TABLE settings (region text NOT NULL, name text NOT NULL, value text NOT NULL, PRIMARY KEY (region, name));
   CREATE TABLE counters (region text NOT NULL, name text NOT NULL, position bigint NOT NULL, PRIMARY KEY (region, name));
   CREATE TABLE windows (
     region text NOT NULL, "window" text NOT NULL, number integer NOT NULL, name text NOT NULL, unit text NOT NULL,
     public_key text NOT NULL, token_hash text NOT NULL, revoked boolean NOT NULL DEFAULT false,
     tip_sequence bigint NOT NULL DEFAULT 0, tip_hash text NOT NULL, enrolled_at text NOT NULL,
     PRIMARY KEY (region, "window"), UNIQUE (region, number), UNIQUE (region, token_hash));
   CREATE TABLE codes (
     region text NOT NULL, code_hash text NOT NULL, unit text NOT NULL, window_name text NOT NULL,
     expires_at bigint NOT NULL, used_at bigint, PRIMARY KEY (region, code_hash));
   CREATE TABLE streams (region text NOT NULL, stream text NOT NULL, PRIMARY KEY (region, stream));
   CREATE TABLE events (
     region text NOT NULL, id text NOT NULL, stream text NOT NULL, place bigint NOT NULL, "window" text NOT NULL,
     sequence bigint NOT NULL, hash text NOT NULL, json text NOT NULL, PRIMARY KEY (region, id));
   CREATE UNIQUE INDEX events_stream ON events (region, stream, place);
   CREATE TABLE refused (
     region text NOT NULL, "window" text NOT NULL, digest text NOT NULL, id text NOT NULL, hash text NOT NULL,
     placed boolean NOT NULL, code text NOT NULL, params text NOT NULL, json text NOT NULL, refused_at text NOT NULL,
     PRIMARY KEY (region, "window", digest));
   CREATE INDEX refused_id ON refused (region, "window", id);
   CREATE TABLE parties (region text NOT NULL, stream text NOT NULL, unit text NOT NULL,
     PRIMARY KEY (region, stream, unit));
   CREATE TABLE feed (region text NOT NULL, unit text NOT NULL, position bigint NOT NULL, event text NOT NULL,
     PRIMARY KEY (region, unit, position), UNIQUE (region, unit, event));
   CREATE TABLE entries (
     region text NOT NULL, id text NOT NULL, position bigint NOT NULL, withdrawn boolean NOT NULL, edition text NOT NULL,
     content text NOT NULL, PRIMARY KEY (region, id));
   CREATE UNIQUE INDEX entries_position ON entries (region, position);
   CREATE TABLE reference (
     region text NOT NULL, id text NOT NULL, position bigint NOT NULL, json text NOT NULL, PRIMARY KEY (region, id));
   CREATE UNIQUE INDEX reference_position ON reference (region, position);`,
  // What a new window starts from: open streams, and lately closed ones; streams from before count as open until they move.
  `ALTER TABLE parties ADD COLUMN closed_at bigint;
   CREATE INDEX parties_open ON parties (region, unit, stream COLLATE "C") WHERE closed_at IS NULL;
   CREATE INDEX parties_closed ON parties (region, unit, closed_at, stream COLLATE "C") WHERE closed_at IS NOT NULL;
   CREATE INDEX events_window ON events (region, "window", stream);
   CREATE TABLE editions (region text NOT NULL, position bigint NOT NULL, pages text NOT NULL,
     PRIMARY KEY (region, position));
   CREATE TABLE edition_pages (region text NOT NULL, digest text NOT NULL, gzip bytea NOT NULL, brotli bytea NOT NULL,
     PRIMARY KEY (region, digest));`,
  // Tokens are sealed, not kept.
  `ALTER TABLE windows DROP COLUMN token_hash;`,
  // Who someone was before: an act is judged by the role of its own time.
  `CREATE TABLE staff_past (region text NOT NULL, id text NOT NULL, until bigint NOT NULL, json text NOT NULL,
     PRIMARY KEY (region, id, until));`,
  // Keys a window had before: what it signed with them stays signed.
  `ALTER TABLE windows ADD COLUMN past_keys text NOT NULL DEFAULT '[]';`,
  // What the joint office is told of: open verifications of every unit, and those that ended lately. Both stand between two words.
  `CREATE INDEX verifications_open ON parties (region, stream COLLATE "C")
     WHERE closed_at IS NULL AND stream COLLATE "C" > 'verification/' AND stream COLLATE "C" < 'verification0';
   CREATE INDEX verifications_ended ON parties (region, closed_at, stream COLLATE "C")
     WHERE closed_at IS NOT NULL AND stream COLLATE "C" > 'verification/' AND stream COLLATE "C" < 'verification0';`,
]
