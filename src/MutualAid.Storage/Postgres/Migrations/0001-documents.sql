-- What tells this store's key from another. One row.
CREATE TABLE store_key (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    key_check bytea NOT NULL
);

-- Every table: the pseudonym of an id, the version that the next save must name, all that the document says, sealed, and what it is found by. Instants are
-- units of 100 ns since 1970. A column is null where the document is not to be found by it.
-- Pseudonyms compare byte by byte. fastupdate would keep what is new in a list that each search reads through.

CREATE TABLE needs (
    id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    body bytea NOT NULL,
    group_name text COLLATE "C",
    number integer,
    is_open boolean NOT NULL,
    asker text COLLATE "C",
    posted_at bigint,
    closed_at bigint,
    claimers text[] COLLATE "C",
    messages text[] COLLATE "C",
    people text[] COLLATE "C" NOT NULL,
    due_at bigint
);
CREATE UNIQUE INDEX needs_number ON needs (group_name, number);
CREATE INDEX needs_open ON needs (group_name, number) WHERE is_open;
CREATE INDEX needs_asked ON needs (asker, posted_at) WHERE posted_at IS NOT NULL;
CREATE INDEX needs_open_asked ON needs (asker, number) WHERE is_open;
CREATE INDEX needs_posted ON needs (group_name, posted_at) WHERE posted_at IS NOT NULL;
CREATE INDEX needs_closed ON needs (group_name, closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX needs_to_erase ON needs (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX needs_claimers ON needs USING gin (claimers) WITH (fastupdate = off) WHERE is_open;
CREATE INDEX needs_messages ON needs USING gin (messages) WITH (fastupdate = off);
CREATE INDEX needs_people ON needs USING gin (people) WITH (fastupdate = off);
CREATE INDEX needs_due ON needs (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE offers (
    id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    body bytea NOT NULL,
    group_name text COLLATE "C" NOT NULL,
    number integer NOT NULL,
    is_open boolean NOT NULL,
    giver text COLLATE "C",
    posted_at bigint NOT NULL,
    closed_at bigint,
    messages text[] COLLATE "C" NOT NULL,
    people text[] COLLATE "C" NOT NULL,
    -- The keys under which it can be given now; null while it can't.
    available text[] COLLATE "C",
    due_at bigint
);
CREATE UNIQUE INDEX offers_number ON offers (group_name, number);
CREATE INDEX offers_open ON offers (group_name, number) WHERE is_open;
CREATE INDEX offers_open_giver ON offers (giver, number) WHERE is_open;
CREATE INDEX offers_given ON offers (giver, posted_at) WHERE giver IS NOT NULL;
CREATE INDEX offers_available ON offers (group_name, number) WHERE available IS NOT NULL;
CREATE INDEX offers_to_erase ON offers (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX offers_messages ON offers USING gin (messages) WITH (fastupdate = off);
CREATE INDEX offers_people ON offers USING gin (people) WITH (fastupdate = off);
CREATE INDEX offers_due ON offers (due_at) WHERE due_at IS NOT NULL;

-- A row for each key of an offer that can be given now. An index on the array could not be read oldest first, and no further than asked.
CREATE TABLE offer_keys (
    key text COLLATE "C" NOT NULL,
    posted_at bigint NOT NULL,
    offer_id text COLLATE "C" NOT NULL REFERENCES offers (id) ON DELETE CASCADE,
    PRIMARY KEY (key, posted_at, offer_id)
);
CREATE INDEX offer_keys_offer ON offer_keys (offer_id);

CREATE FUNCTION offer_keys_follow() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.available IS NOT DISTINCT FROM OLD.available AND NEW.posted_at = OLD.posted_at THEN RETURN NULL; END IF;
        DELETE FROM offer_keys WHERE offer_id = NEW.id;
    END IF;
    INSERT INTO offer_keys SELECT DISTINCT key, NEW.posted_at, NEW.id FROM unnest(NEW.available) AS key;
    RETURN NULL;
END
$$;
CREATE TRIGGER offer_keys_follow AFTER INSERT OR UPDATE ON offers FOR EACH ROW EXECUTE FUNCTION offer_keys_follow();

CREATE TABLE groups (
    id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    body bytea NOT NULL,
    people text[] COLLATE "C" NOT NULL,
    due_at bigint
);
CREATE INDEX groups_people ON groups USING gin (people) WITH (fastupdate = off);
CREATE INDEX groups_due ON groups (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE members (
    id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    body bytea NOT NULL,
    person text COLLATE "C" NOT NULL,
    group_name text COLLATE "C" NOT NULL,
    tell_about text[] COLLATE "C" NOT NULL,
    due_at bigint
);
CREATE INDEX members_person ON members (person);
CREATE INDEX members_group ON members (group_name);
CREATE INDEX members_tell_about ON members USING gin (tell_about) WITH (fastupdate = off);
CREATE INDEX members_due ON members (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE bookmarks (
    id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    body bytea NOT NULL
);
