-- Sign-in: sessions that know step, device and last proof; second factors; recovery codes; what each sign-in left behind;
-- messages that a gateway carries. All times here are real time, never the demonstration clock.

-- Sessions of the version before hold no proof of a second factor: everybody signs in once more.
delete from access.session;
alter table access.session
  add column id uuid not null,
  add column post_id uuid,
  add column look_as text,
  add column representation_id uuid,
  add column step text check (step in ('code', 'enrol', 'password')),
  add column method text not null,
  add column seen_at timestamptz not null,
  add column proof_at timestamptz,
  add column address text not null,
  add column browser text not null,
  add column system text not null;
comment on column access.session.step is 'What is still to be proven; null: signed in.';
create index session_officer on access.session (county, officer_id);
create index session_expires on access.session (expires_at);

alter table access.party_code add column representation_id uuid;

-- Hashes leave the list of officers, which many may read.
create table access.password (
  county char(6) not null,
  officer_id uuid not null,
  hash text not null,
  set_at timestamptz,
  temporary_until timestamptz,
  primary key (county, officer_id)
);
comment on column access.password.temporary_until is 'An issued password: works until then, and must be changed at the first sign-in.';
insert into access.password (county, officer_id, hash)
  select county, id, password_hash from access.officer where password_hash is not null;
alter table access.officer drop column password_hash;

create table access.second_factor (
  county char(6) not null,
  officer_id uuid not null,
  secret bytea,
  confirmed_at timestamptz,
  last_step bigint,
  pending bytea,
  pending_at timestamptz,
  primary key (county, officer_id)
);
comment on table access.second_factor is 'TOTP (RFC 6238) secrets, sealed under the master key; last_step refuses a replayed code.';

create table access.recovery_code (
  county char(6) not null,
  officer_id uuid not null,
  code_hash bytea not null,
  made_at timestamptz not null,
  used_at timestamptz,
  primary key (county, officer_id, code_hash)
);

create table access.sign_in_event (
  county char(6) not null,
  id uuid not null,
  at timestamptz not null,
  officer_id uuid,
  kind text not null,
  method text not null,
  address text not null,
  browser text not null,
  system text not null,
  primary key (county, id)
);
create index sign_in_event_officer on access.sign_in_event (county, officer_id, at);

-- Only the program's own steps reach these; no officer's and no party's transaction does.
do $$ declare name text; begin
  foreach name in array array['session', 'password', 'second_factor', 'recovery_code', 'sign_in_event', 'party_code'] loop
    execute format('alter table access.%I enable row level security', name);
    execute format('alter table access.%I force row level security', name);
    execute format($policy$create policy program on access.%I
      using (county = (select access.setting('county')) and (select access.setting('role')) = 'system')
      with check (county = (select access.setting('county')) and (select access.setting('role')) = 'system')$policy$, name);
  end loop;
end $$;

grant select, insert, update, delete on access.password, access.second_factor, access.recovery_code to suyuan_app;
grant select, insert on access.sign_in_event to suyuan_app;

alter table platform.outbox
  add column state text not null default 'delivered' check (state in ('waiting', 'delivered', 'failed')),
  add column attempts int not null default 0,
  add column failure text,
  add column queued_at timestamptz not null default now(),
  add column settled_at timestamptz;
comment on column platform.outbox.state is 'waiting: handed to the queue for the gateway; failed: kept with its reason, shown to the administrator and by doctor.';
create index outbox_failed on platform.outbox (county, id) where state <> 'delivered';
grant update on platform.outbox to suyuan_app;
grant usage on sequence platform.outbox_id_seq to suyuan_app;
-- Phones and one-time codes: whoever acts may send, only the program reads.
alter table platform.outbox enable row level security;
alter table platform.outbox force row level security;
create policy program on platform.outbox
  using (county = (select access.setting('county')) and (select access.setting('role')) = 'system')
  with check (county = (select access.setting('county')) and (select access.setting('role')) = 'system');
create policy sender on platform.outbox for insert with check (county = (select access.setting('county')));
