-- A need is saved again and again, and most of the time something changes by which it is found: whom it names, and when it is due. Each time the row had to be
-- entered anew in all indexes. Whom it names is a row each in a table of their own now, and what is due is found by wake_at, which is never later than due_at and
-- follows it by and by. So no index of the row changes for as long as the need is open, and the server leaves them alone where the page has room for one more row.

DROP INDEX needs_claimers, needs_people, needs_due;
ALTER TABLE needs DROP COLUMN claimers;
ALTER TABLE needs SET (fillfactor = 60);
-- In this way the whole table is written anew, with that room in it.
ALTER TABLE needs ADD COLUMN wake_at bigint GENERATED ALWAYS AS (due_at) STORED;
ALTER TABLE needs ALTER COLUMN wake_at DROP EXPRESSION;
CREATE INDEX needs_due ON needs (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE need_people (
    need_id text COLLATE "C" NOT NULL REFERENCES needs (id) ON DELETE CASCADE,
    person text COLLATE "C" NOT NULL,
    PRIMARY KEY (need_id, person)
);
INSERT INTO need_people SELECT DISTINCT id, person FROM needs, unnest(people) person;
CREATE INDEX need_people_person ON need_people (person);

-- What is sealed can't be compressed, so the server need not try.
ALTER TABLE needs ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE offers ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE groups ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE members ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE bookmarks ALTER COLUMN body SET STORAGE EXTERNAL;
