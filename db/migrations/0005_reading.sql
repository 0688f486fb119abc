-- What the reader found in each record: no names and no text. A mention is a place in the record's payload (column, start,
-- end), which lies encrypted under the record's key; what is compared are keyed hashes.
create schema reading;
grant usage on schema reading to suyuan_app;

create table reading.reading (
  county char(6) not null,
  record_id uuid not null,
  reader text not null,
  type text not null,
  type_probability real not null,
  -- Distinct kinds of cues.
  cues text[] not null,
  people int,
  -- 分
  amount bigint,
  claimants smallint not null,
  respondents smallint not null,
  -- Spans of all findings: kind,column,start,end joined by blanks; UTF-16 units of the cell.
  spans text not null,
  primary key (county, record_id)
);

create table reading.mention (
  county char(6) not null,
  id uuid not null,
  record_id uuid not null,
  kind text not null,
  column_name text not null,
  role text not null,
  start_at int not null,
  end_at int not null,
  -- Mentions of one party within the record share it.
  party_group smallint not null,
  side text not null,
  -- Keyed hashes with their kind in front (access/blind.ts): id us ph nm np co ct nh nr.
  keys text[] not null,
  primary key (county, id)
);
create index mention_record on reading.mention (county, record_id);

do $$
declare name text;
begin
  foreach name in array array['reading', 'mention'] loop
    execute format('alter table reading.%I enable row level security', name);
    execute format('alter table reading.%I force row level security', name);
    -- As visible as the record: the inner select runs under the policies of intake.record.
    execute format(
      'create policy reach on reading.%I using (county = (select access.setting(''county'')) and (
         (select access.setting(''reach'')) = ''*''
         or exists (select from intake.record r where r.county = %1$I.county and r.id = %1$I.record_id)))
       with check (county = (select access.setting(''county'')) and (select access.setting(''reach'')) = ''*'')', name);
  end loop;
end $$;
grant select, insert, delete on reading.reading, reading.mention to suyuan_app;
