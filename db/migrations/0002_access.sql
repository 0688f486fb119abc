-- Who may see what: settings of the transaction, agencies, officers, sessions, grants, the log of reads.
create schema access;
grant usage on schema access to suyuan_app;

-- Fails closed: a fresh session raises, and so does the empty string that a rolled-back transaction leaves behind
-- (both traps measured; docs/decisions/0001).
create function access.setting(name text) returns text
language plpgsql stable parallel safe as $$
declare value text := current_setting('suyuan.' || name, true);
begin
  if value is null or value = '' then
    raise exception 'no scope: setting suyuan.% is not set', name using errcode = '42501';
  end if;
  return value;
end $$;

create table access.agency (
  county char(6) not null,
  id uuid not null,
  code text not null,
  name text not null,
  kind text not null,
  place text,
  parent_code text,
  primary key (county, id),
  unique (county, code)
);

create table access.officer (
  county char(6) not null,
  id uuid not null,
  login text not null,
  name text not null,
  phone text,
  agency_id uuid not null,
  roles text[] not null,
  password_hash text,
  disabled_at timestamptz,
  primary key (county, id),
  unique (county, login),
  foreign key (county, agency_id) references access.agency (county, id)
);

create table access.session (
  token_hash bytea primary key,
  county char(6) not null,
  officer_id uuid,
  role text,
  dispute_id uuid,
  party_id uuid,
  trace_code text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((officer_id is null) <> (party_id is null))
);

create table access.attempt (
  subject text primary key,
  failures int not null,
  last_at timestamptz not null
);
comment on table access.attempt is 'Failed sign-ins by hashed subject; back-off after five.';

create table access.party_code (
  county char(6) not null,
  subject_hash bytea not null,
  code_hash bytea not null,
  dispute_id uuid not null,
  party_id uuid not null,
  trace_code text not null,
  expires_at timestamptz not null,
  failures int not null default 0,
  primary key (county, subject_hash)
);

-- An agency outside the place's own reach sees exactly the disputes and records that a task or a mediation handed to it.
create table access.handed (
  county char(6) not null,
  agency_id uuid not null,
  subject uuid not null,
  reason text not null,
  at timestamptz not null,
  primary key (county, agency_id, subject)
);

create table access.read_log (
  county char(6) not null,
  id uuid not null,
  at timestamptz not null,
  actor text not null,
  officer_id uuid,
  agency_id uuid,
  party_id uuid,
  purpose text not null,
  reason text,
  subject_kind text not null,
  subject uuid not null,
  dispute_id uuid,
  fields text[] not null,
  result text not null,
  primary key (county, id)
);
create index read_log_subject on access.read_log (county, subject, at);
create index read_log_dispute on access.read_log (county, dispute_id, at);

alter table access.read_log enable row level security;
alter table access.read_log force row level security;
create policy county on access.read_log using (county = (select access.setting('county')))
  with check (county = (select access.setting('county')));

grant select, insert, update on access.agency, access.officer to suyuan_app;
grant select, insert, update, delete on access.session, access.attempt, access.party_code to suyuan_app;
grant select, insert on access.handed, access.read_log to suyuan_app;
