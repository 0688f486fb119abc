-- What people say about links: pairs proposed to them, and automatic links drawn for audit.

create table linking.review_sample (
  county char(6) not null,
  operation_id uuid not null,
  dispute_id uuid not null,
  at timestamptz not null,
  -- Order of looking: by lot, so that the part looked at so far is a sample too.
  ticket bigint not null,
  primary key (county, operation_id)
);
create index review_sample_ticket on linking.review_sample (county, ticket);

-- How many automatic links there were to draw from, a day: the sample's population without counting the operations.
create table linking.review_day (
  county char(6) not null,
  day date not null,
  links int not null,
  primary key (county, day)
);

create table linking.review_answer (
  county char(6) not null,
  id uuid not null,
  -- Proposal, party proposal or operation, by `kind`.
  pair_id uuid not null,
  kind text not null check (kind in ('merge', 'party', 'link')),
  -- A dispute by which the reader's reach is judged; null for persons, whom the county's reviewers alone compare.
  dispute_id uuid,
  officer_id uuid not null,
  answer text not null check (answer in ('same', 'different', 'unsure')),
  reason text not null,
  at timestamptz not null,
  -- Drawn to be answered by two who do not know of each other.
  doubled boolean not null,
  primary key (county, id)
);
create index review_answer_pair on linking.review_answer (county, pair_id, at);

do $$
declare name text;
begin
  foreach name in array array['review_sample', 'review_day', 'review_answer'] loop
    execute format('alter table linking.%I enable row level security', name);
    execute format('alter table linking.%I force row level security', name);
  end loop;
  foreach name in array array['review_sample', 'review_answer'] loop
    execute format(
      'create policy reach on linking.%I using (county = (select access.setting(''county'')) and (
         (select access.setting(''reach'')) = ''*''
         or exists (select from linking.dispute d where d.county = %1$I.county and d.id = %1$I.dispute_id)))
       with check (county = (select access.setting(''county'')))', name);
  end loop;
end $$;
create policy county on linking.review_day using (county = (select access.setting('county')))
  with check (county = (select access.setting('county')));

grant select, insert on linking.review_sample, linking.review_answer to suyuan_app;
grant select, insert, update on linking.review_day to suyuan_app;
