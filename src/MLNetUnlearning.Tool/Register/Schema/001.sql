-- Requests to be forgotten, who asked, and the runs that carry them out. Times are UTC, ISO 8601. Paths below the folder of this file are
-- relative to it, with slashes.

CREATE TABLE requests (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    due_at      TEXT NOT NULL,            -- of the first period; extensions come on top
    model       TEXT NOT NULL,
    data        TEXT NOT NULL,
    what        TEXT NOT NULL,            -- JSON: { "words": [..], "ids": [..] }
    status      TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'withdrawn')),
    closed_at   TEXT,
    reason      TEXT,                     -- why it was withdrawn
    record_hash TEXT,                     -- SHA-256 of the deletion record that closed it
    purged_at   TEXT,                     -- when who asked was removed
    what_purged_at TEXT                   -- when what was to be forgotten was removed
) STRICT;

CREATE TABLE extensions (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    request  INTEGER NOT NULL REFERENCES requests (id),
    until    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    noted_at TEXT NOT NULL
) STRICT;

CREATE TABLE requesters (
    request INTEGER PRIMARY KEY REFERENCES requests (id),
    name    TEXT,
    contact TEXT,
    note    TEXT
) STRICT;

CREATE TABLE runs (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    kind          TEXT NOT NULL,
    words         TEXT NOT NULL,          -- JSON: the command and its options
    place         TEXT NOT NULL,          -- the folder that the command runs in
    folder        TEXT,                   -- the folder of its results, its log and its progress
    is_queued     INTEGER NOT NULL,       -- 1: the queue starts it; 0: a command in a shell, which notes itself
    state         TEXT NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
    process_id    INTEGER,
    process_start TEXT,
    attempts      INTEGER NOT NULL DEFAULT 0,
    created_at    TEXT NOT NULL,
    started_at    TEXT,
    ended_at      TEXT,
    cancel_at     TEXT,                   -- when somebody wanted it to end
    is_asked      INTEGER NOT NULL DEFAULT 0, -- 1: its process was asked to end
    exit_code     INTEGER,
    last_line     TEXT,
    peak_bytes    INTEGER
) STRICT;

CREATE INDEX runs_by_state ON runs (state);

CREATE TABLE run_requests (
    run     INTEGER NOT NULL REFERENCES runs (id),
    request INTEGER NOT NULL REFERENCES requests (id),
    PRIMARY KEY (run, request)
) STRICT;

CREATE TABLE files (
    run    INTEGER NOT NULL REFERENCES runs (id),
    kind   TEXT NOT NULL,
    path   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes  BLOB,                          -- of reports and records
    PRIMARY KEY (run, kind)
) STRICT;

CREATE TABLE drafts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    model      TEXT NOT NULL,
    data       TEXT NOT NULL,
    marks      TEXT NOT NULL,             -- JSON: a list of texts
    changed_at TEXT NOT NULL,
    UNIQUE (model, data)
) STRICT;
