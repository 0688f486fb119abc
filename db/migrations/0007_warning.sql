-- Early warning: what each record says to it, roll-ups by key and week, alerts with their members and decisions.
-- No name of a person and no text: complainants are party ids, sites are places, labels are organisations.
create schema warning;
grant usage on schema warning to suyuan_app;

create table warning.signal (
  county char(6) not null,
  record_id uuid not null,
  sequence bigint not null,
  dispute_id uuid not null,
  trace_code text not null,
  opened boolean not null,
  source text not null,
  supplier text not null,
  number text not null,
  type text not null,
  town char(9),
  place text,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  complainants text[] not null,
  keys text[] not null,
  label text,
  site text,
  cues jsonb not null,
  people int,
  outcome text not null,
  closed_at timestamptz,
  sealed boolean not null,
  replaces uuid,
  primary key (county, record_id)
);
create index signal_dispute on warning.signal (county, dispute_id);
create index signal_closed on warning.signal (county, closed_at) where closed_at is not null;
create index signal_received on warning.signal (county, received_at);
create index signal_series on warning.signal (county, town, type, occurred_at);

-- One row for each cluster key of a record; counted = complainants who had not spoken about this key for 30 days.
create table warning.sighting (
  county char(6) not null,
  key text not null,
  record_id uuid not null,
  sequence bigint not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  counted int not null,
  urgent boolean not null,
  -- Sequence of the version that replaced this one; what was known before it still counts it.
  replaced_by bigint,
  primary key (county, key, record_id)
);
create index sighting_time on warning.sighting (county, key, occurred_at);
create index sighting_record on warning.sighting (county, record_id);

create table warning.key_week (
  county char(6) not null,
  key text not null,
  week int not null,
  count int not null,
  primary key (county, key, week)
);
create table warning.county_week (
  county char(6) not null,
  week int not null,
  count int not null,
  primary key (county, week)
);
create table warning.series_week (
  county char(6) not null,
  week int not null,
  town char(9) not null,
  type text not null,
  source text not null,
  count int not null,
  primary key (county, week, town, type, source)
);
create table warning.source_day (
  county char(6) not null,
  source text not null,
  day date not null,
  count int not null,
  last_at timestamptz not null,
  primary key (county, source, day)
);

create table warning.alert (
  county char(6) not null,
  id uuid not null,
  code text not null,
  level text,
  kind text not null,
  rule text not null,
  model_version text not null,
  grade text not null,
  grade_at_raising text not null,
  state text not null,
  raised_at timestamptz not null,
  as_of timestamptz not null,
  raised_sequence bigint not null,
  changed_at timestamptz not null,
  title text not null,
  subject text not null,
  place text,
  town char(9),
  type text,
  observed double precision,
  expected double precision,
  probability double precision,
  current_observed double precision,
  care_path boolean not null,
  sealed boolean not null,
  keys text[] not null,
  dispute_id uuid,
  -- What a later room keys its own alerts by (a contract id); one open alert each.
  reference uuid,
  evidence jsonb not null,
  last_member_at timestamptz not null,
  members int not null,
  members_later int not null,
  triage_due_at timestamptz,
  triaged_at timestamptz,
  triaged_by text,
  observed_at_triage double precision,
  closed_at timestamptz,
  closing_summary text,
  primary key (county, id)
);
create index alert_keys on warning.alert using gin (county, keys);
create index alert_dispute on warning.alert (county, dispute_id) where dispute_id is not null;
create index alert_state on warning.alert (county, state, raised_at);
create index alert_raised on warning.alert (county, raised_at);

create table warning.alert_member (
  county char(6) not null,
  alert_id uuid not null,
  record_id uuid not null,
  sequence bigint not null,
  dispute_id uuid not null,
  trace_code text not null,
  source text not null,
  supplier text not null,
  number text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  complainants text[] not null,
  reason text not null,
  later boolean not null,
  sealed boolean not null,
  urgent boolean not null,
  repeat boolean not null,
  removed_at timestamptz,
  removed_reason text,
  primary key (county, alert_id, record_id)
);
create index alert_member_dispute on warning.alert_member (county, dispute_id);
create index alert_member_record on warning.alert_member (county, record_id);

-- Decisions by people and by the rule itself: append-only; the state of an alert is folded from them.
create table warning.decision (
  county char(6) not null,
  id uuid not null,
  alert_id uuid not null,
  kind text not null,
  at timestamptz not null,
  officer_id uuid,
  by_name text,
  line text not null,
  data jsonb,
  primary key (county, id)
);
create index decision_alert on warning.decision (county, alert_id, at);

do $$ declare t text; begin
  foreach t in array array['signal', 'sighting', 'key_week', 'county_week', 'series_week', 'source_day', 'alert', 'alert_member', 'decision'] loop
    execute format('alter table warning.%I enable row level security', t);
    execute format('alter table warning.%I force row level security', t);
  end loop;
end $$;

-- The rules' own memory is the system's and the centre's: no town needs it.
do $$ declare t text; begin
  foreach t in array array['signal', 'sighting', 'key_week', 'county_week', 'series_week', 'source_day'] loop
    execute format($p$create policy reach on warning.%I using (
      county = (select access.setting('county')) and (select access.setting('reach')) = '*')$p$, t);
  end loop;
end $$;
create policy reach on warning.alert using (
  county = (select access.setting('county')) and (
    (select access.setting('reach')) = '*'
    or town = (select access.setting('reach'))
    or exists (select 1 from access.handed h where h.county = alert.county
               and h.agency_id = (select access.setting('agency'))::uuid and h.subject = alert.id)));
create policy of_alert on warning.alert_member using (
  exists (select 1 from warning.alert a where a.county = alert_member.county and a.id = alert_member.alert_id));
create policy of_alert on warning.decision using (
  exists (select 1 from warning.alert a where a.county = decision.county and a.id = decision.alert_id));

grant select, insert, update on all tables in schema warning to suyuan_app;
revoke update on warning.decision from suyuan_app;
