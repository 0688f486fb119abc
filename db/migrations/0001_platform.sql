-- What has no domain: extensions, the application role, clock, events, outbox, idempotency, schedules.
-- Written to the level of PostgreSQL 15; local tables on Citus.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
do $$ begin
  if not exists (select from pg_roles where rolname = 'suyuan_app') then
    create role suyuan_app nologin nobypassrls;
  end if;
end $$;
do $$ begin execute format('grant suyuan_app to %I', current_user); end $$;
grant usage on schema platform to suyuan_app;

create table platform.clock (
  id smallint primary key check (id = 1),
  at timestamptz not null,
  rate double precision not null check (rate >= 0)
);
comment on table platform.clock is 'Position of a demonstration clock; no row means real time.';

create table platform.event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null,
  county char(6) not null,
  town char(9),
  subject text,
  data jsonb
);
comment on table platform.event is 'News for screens (SSE): ids and counts only. Kept for seven days.';

create table platform.outbox (
  id bigint generated always as identity primary key,
  county char(6) not null,
  "to" text not null,
  channel text not null,
  kind text not null,
  text text not null,
  at timestamptz not null
);

create table platform.idempotency (
  actor text not null,
  key text not null,
  route text not null,
  body_hash bytea not null,
  status int not null,
  reply text not null,
  at timestamptz not null,
  primary key (actor, key)
);

create table platform.schedule (
  county char(6) not null,
  name text not null,
  ran_until timestamptz not null,
  primary key (county, name)
);
comment on table platform.schedule is 'Up to which domain time each scheduled work of a county has run.';

create table platform.pipeline_cursor (
  county char(6) primary key,
  sequence bigint not null
);

create table platform.setting (
  county char(6) not null,
  name text not null,
  value jsonb not null,
  primary key (county, name)
);

grant select, insert on platform.event, platform.outbox to suyuan_app;
grant select, insert, update, delete on platform.idempotency, platform.schedule, platform.pipeline_cursor, platform.setting to suyuan_app;
grant select, insert, update on platform.clock to suyuan_app;
