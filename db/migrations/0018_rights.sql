-- What persons may ask about their data (PIPL 44–50): requests with a clock, append-only actions, notices to those who saw a
-- wrong link; and the reports of what was destroyed when its time was over.
create schema rights;
grant usage on schema rights to suyuan_app;

create table rights.request (
  county char(6) not null,
  id uuid not null,
  code text not null,
  kind text not null,
  -- portal, window, phone, letter
  channel text not null,
  -- self, guardian, agent
  asked_as text not null,
  dispute_id uuid,
  trace_code text,
  town char(9),
  -- Null: asked at the window by somebody whom no record names; the identity is checked there.
  party_id uuid,
  entered_by uuid,
  asked_at timestamptz not null,
  -- Folded from rights.action; kept here for lists.
  state text not null,
  due_at timestamptz not null,
  waiting_since timestamptz,
  outcome text,
  decided_at timestamptz,
  decided_by text,
  changed_at timestamptz not null,
  actions int not null,
  -- Null once the retention period is over: the texts become noise.
  key_wrapped bytea,
  -- {text, record, column, value, readAt, name, phone} under the request's key.
  content bytea not null,
  primary key (county, id),
  unique (county, code)
);
create index request_state on rights.request (county, state, due_at);
create index request_party on rights.request (county, party_id, asked_at) where party_id is not null;
create index request_dispute on rights.request (county, dispute_id) where dispute_id is not null;
create index request_decided on rights.request (county, decided_at) where key_wrapped is not null and decided_at is not null;

create table rights.action (
  county char(6) not null,
  request_id uuid not null,
  position int not null,
  id uuid not null,
  action text not null,
  at timestamptz not null,
  -- party, officer, system
  actor text not null,
  officer_id uuid,
  by_name text,
  agency_id uuid,
  from_state text,
  to_state text not null,
  -- Ids, codes and counts only.
  data jsonb not null,
  -- {text} under the request's key.
  content bytea,
  primary key (county, request_id, position),
  foreign key (county, request_id) references rights.request (county, id)
);

-- Who was told of a link that was wrong, and whether it arrived. No name, no text: ids, codes and counts.
create table rights.notice (
  county char(6) not null,
  id uuid not null,
  operation_id uuid not null,
  request_id uuid,
  -- officer, agency, party
  recipient_kind text not null,
  recipient uuid not null,
  trace_code text not null,
  other_trace_code text,
  records int not null,
  kind text not null,
  -- Last time the recipient had seen what was wrong.
  seen_at timestamptz,
  channel text not null,
  sent_at timestamptz not null,
  -- waiting (with the gateway), delivered, failed, withheld
  state text not null,
  read_at timestamptz,
  primary key (county, id),
  unique (county, operation_id, recipient_kind, recipient)
);
create index notice_recipient on rights.notice (county, recipient, sent_at);
create index notice_request on rights.notice (county, request_id) where request_id is not null;

-- A person puts a dispute out of reach of the deletion, or lifts that again; the last row of a dispute counts.
create table rights.hold (
  county char(6) not null,
  id uuid not null,
  dispute_id uuid not null,
  trace_code text not null,
  held boolean not null,
  reason text not null,
  officer_id uuid not null,
  by_name text not null,
  at timestamptz not null,
  primary key (county, id)
);
create index hold_dispute on rights.hold (county, dispute_id, at);

-- One row for every run that destroyed something: classes and counts, no personal data.
create table rights.retention_report (
  county char(6) not null,
  id uuid not null,
  at timestamptz not null,
  -- schedule, request, command
  cause text not null,
  request_id uuid,
  officer_id uuid,
  -- [{class, destroyed, held}]
  classes jsonb not null,
  ledger_index bigint not null,
  primary key (county, id)
);
create index retention_report_at on rights.retention_report (county, at desc);

do $$
declare name text;
begin
  foreach name in array array['request', 'action', 'notice', 'hold', 'retention_report'] loop
    execute format('alter table rights.%I enable row level security', name);
    execute format('alter table rights.%I force row level security', name);
  end loop;
end $$;
create policy reach on rights.request using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or 'party:' || party_id::text = (select access.setting('actor'))
    or entered_by::text = (select access.setting('actor'))));
create policy of_request on rights.action using (
  county = (select access.setting('county'))
  and exists (select from rights.request r where r.county = action.county and r.id = action.request_id));
create policy recipient on rights.notice using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or recipient::text = (select access.setting('actor'))
    or 'party:' || recipient::text = (select access.setting('actor'))
    or recipient = (select access.setting('agency'))::uuid));
create policy county on rights.hold using (county = (select access.setting('county')) and (select access.setting('reach')) = '*');
create policy county on rights.retention_report using (
  county = (select access.setting('county')) and (select access.setting('reach')) = '*');

grant select, insert on rights.request, rights.action, rights.notice, rights.hold, rights.retention_report to suyuan_app;
grant update on rights.request to suyuan_app;
grant update (read_at) on rights.notice to suyuan_app;

-- Two persons whom somebody told apart: the linker never takes the one for the other again. Both directions are stored.
create table linking.distinct_party (
  county char(6) not null,
  party_id uuid not null,
  other_id uuid not null,
  op_id uuid not null,
  at timestamptz not null,
  primary key (county, party_id, other_id)
);
create index distinct_party_op on linking.distinct_party (county, op_id);
alter table linking.distinct_party enable row level security;
alter table linking.distinct_party force row level security;
create policy county on linking.distinct_party using (county = (select access.setting('county')))
  with check (county = (select access.setting('county')));
grant select, insert, delete on linking.distinct_party to suyuan_app;

-- What an erased record leaves must not be matched any more: its mentions lose their hashed keys.
grant update (keys) on reading.mention to suyuan_app;
-- Destroying the key erases what was said in a mediation.
alter table mediation.mediation alter column key_wrapped drop not null;
alter table mediation.plan alter column key_wrapped drop not null;
grant update (key_wrapped) on mediation.plan to suyuan_app;

-- Rows that end with their period and are deleted, not blinded. The program may not delete them itself: these tables are
-- append-only for it. Each returns the number of rows; nothing younger than the period that the program states can be named by
-- accident, because the shortest period of each table stands here as well.
create policy purger on access.read_listed for delete using (county = (select access.setting('county')));
create policy purger on access.read_log for delete using (county = (select access.setting('county')));
create function rights.purge(what text, before timestamptz, now timestamptz) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  county_of char(6) := access.setting('county');
  shortest interval;
  gone bigint;
begin
  shortest := case what
    when 'readLog' then interval '6 months'
    when 'signIns' then interval '6 months'
    when 'outbox' then interval '30 days'
    when 'rejects' then interval '30 days'
    when 'events' then interval '7 days'
  end;
  -- The program's clock, and never later than the caller says.
  -- Sign-in lives by the real clock, all else by the program's; never later than the caller says.
  if shortest is null or before > (case when what = 'signIns' then now else least(now, access.setting('now')::timestamptz) end) - shortest then
    raise exception 'rights.purge: % may not be purged up to %', what, before using errcode = '42501';
  end if;
  if access.setting('role') <> 'system' then
    raise exception 'rights.purge: for the program''s schedule only' using errcode = '42501';
  end if;
  case what
    when 'readLog' then
      delete from access.read_listed l using access.read_log r
        where l.county = county_of and r.county = county_of and r.id = l.read_id and r.at < before;
      delete from access.read_log where county = county_of and at < before;
    when 'signIns' then delete from access.sign_in_event where county = county_of and at < before;
    when 'outbox' then delete from platform.outbox where county = county_of and at < before;
    when 'rejects' then delete from intake.reject r using intake.import_run i
      where i.county = r.county and i.id = r.run_id and r.county = county_of and i.created_at < before;
    when 'events' then delete from platform.event where county = county_of and at < before;
  end case;
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke all on function rights.purge(text, timestamptz, timestamptz) from public;
grant execute on function rights.purge(text, timestamptz, timestamptz) to suyuan_app;
