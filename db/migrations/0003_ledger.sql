-- The append-only record: one RFC 6962 log per county (src/ledger). Nothing here is personal: a leaf is a commitment.
create schema ledger;

create table ledger.entry (
  county char(6) not null,
  index bigint not null,
  leaf text not null,
  leaf_hash bytea not null,
  kind text not null,
  subject text not null,
  trace_code text,
  trace_sequence integer not null,
  -- What the leaf commits to, and the salt. Both go when a person's data must go; the leaf stays and proves nothing about them.
  payload text,
  salt bytea,
  at timestamptz not null,
  primary key (county, index),
  check (length(leaf_hash) = 32 and octet_length(leaf) <= 2048)
);
create index entry_trace on ledger.entry (county, trace_code, trace_sequence desc) where trace_code is not null;
create index entry_subject on ledger.entry (county, subject, index);

-- Roots of full subtrees of 256^level leaves (level ≥ 1): with the leaf hashes, all that tiles and proofs are cut from.
create table ledger.subtree (
  county char(6) not null,
  level smallint not null,
  number bigint not null,
  hash bytea not null,
  primary key (county, level, number),
  check (level >= 1 and length(hash) = 32)
);

-- One row a county: its lock orders the appends; frontier = roots of the perfect subtrees, largest first.
create table ledger.head (
  county char(6) primary key,
  size bigint not null,
  root bytea not null,
  frontier bytea not null
);

alter table ledger.entry enable row level security;
alter table ledger.entry force row level security;
create policy county on ledger.entry using (county = (select access.setting('county')));
alter table ledger.subtree enable row level security;
alter table ledger.subtree force row level security;
create policy county on ledger.subtree using (county = (select access.setting('county')));
alter table ledger.head enable row level security;
alter table ledger.head force row level security;
create policy county on ledger.head using (county = (select access.setting('county')));

-- The program may add, never change: only the head moves.
grant usage on schema ledger to suyuan_app;
grant select, insert on ledger.entry, ledger.subtree to suyuan_app;
grant select, insert, update on ledger.head to suyuan_app;

-- The one change a stored entry can undergo. It runs as the owner, and within the caller's county only.
create function ledger.erase(subjects text[]) returns bigint
  language sql security definer set search_path = pg_catalog, pg_temp as $$
    with erased as (
      update ledger.entry set payload = null, salt = null
       where county = access.setting('county') and subject = any (subjects) and salt is not null
      returning 1)
    select count(*) from erased
  $$;
revoke all on function ledger.erase(text[]) from public;
grant execute on function ledger.erase(text[]) to suyuan_app;
