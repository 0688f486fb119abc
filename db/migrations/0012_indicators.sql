-- Figures for any place and period. No names, no text: what counts of each record, day totals, and how far each dispute has come.
create schema indicators;
grant usage on schema indicators to suyuan_app;

-- What counts of each record version. A correction of links by people gives a record another row. What was known at position N:
-- known_from <= N and not known_until <= N; a record's position is its number × 1000, a correction's the last one plus 1.
create table indicators.fact (
  county char(6) not null,
  record_id uuid not null,
  sequence bigint not null,
  known_from bigint not null,
  known_until bigint,
  source text not null,
  type text not null,
  cause text,
  -- '' where the place names the county only.
  town text not null,
  village text not null,
  -- Calendar day (+08:00) on which it happened.
  day date not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  dispute_id uuid not null,
  trace_code text not null,
  opened boolean not null,
  early boolean not null,
  assigned boolean not null,
  first_instance boolean not null,
  bulk boolean not null,
  -- Mediations only: day and result of the end.
  concluded_day date,
  settled boolean not null,
  -- Complaints and petitions: last day for the answer, and the day of the answer.
  answer_due date,
  answered_day date,
  -- Organisation against which the matter is brought; persons never.
  respondent_id text,
  respondent_name text,
  primary key (county, record_id, known_from)
);
create index fact_known on indicators.fact (county, known_from);
create index fact_day on indicators.fact (county, day);
create index fact_town_day on indicators.fact (county, town, day);
create index fact_concluded on indicators.fact (county, concluded_day) where concluded_day is not null;
create index fact_answer_due on indicators.fact (county, answer_due) where answer_due is not null;
create index fact_dispute on indicators.fact (county, dispute_id);

-- Kept up to date by the pipeline, so that the cockpit never scans facts.
create table indicators.daily (
  county char(6) not null,
  day date not null,
  town text not null,
  type text not null,
  source text not null,
  records int not null,
  opened int not null,
  early int not null,
  suits int not null,
  bulk int not null,
  concluded int not null,
  settled int not null,
  answers_due int not null,
  answers_timely int not null,
  primary key (county, day, town, type, source)
);

create index daily_town on indicators.daily (county, town, day);

create table indicators.dispute (
  county char(6) not null,
  dispute_id uuid not null,
  opened_day date not null,
  town text not null,
  type text not null,
  assigned boolean not null,
  mediated boolean not null,
  agreed boolean not null,
  settled_day date,
  -- First record of the same dispute after it was settled; suits do not count.
  relapsed_day date,
  primary key (county, dispute_id)
);
create index dispute_opened on indicators.dispute (county, opened_day);
create index dispute_settled on indicators.dispute (county, settled_day) where settled_day is not null;

do $$
declare name text;
begin
  foreach name in array array['fact', 'daily', 'dispute'] loop
    execute format('alter table indicators.%I enable row level security', name);
    execute format('alter table indicators.%I force row level security', name);
    execute format(
      'create policy county on indicators.%I using (county = (select access.setting(''county'')))
         with check (county = (select access.setting(''county'')) and (select access.setting(''reach'')) = ''*'')', name);
  end loop;
end $$;

grant select, insert, update on indicators.fact, indicators.daily, indicators.dispute to suyuan_app;
grant delete on indicators.dispute to suyuan_app;
