-- What was marked before the last change of many marks, so that it can be taken back.

ALTER TABLE drafts ADD COLUMN before TEXT; -- JSON, as marks; NULL: there is nothing to take back
