-- What departments send that may not share raw values: keyed tokens, and the pairs they make with our parties. Proposals for a
-- person's eye only; nothing here joins anything, and no name, number or address of theirs is stored.

create table linking.gateway_project (
  county char(6) not null,
  -- Fingerprint of the project's key; the key itself stays in its file.
  id text not null,
  agency text not null,
  at timestamptz not null,
  -- Records up to here have been compared.
  sequence bigint not null default 0,
  primary key (county, id)
);

create table linking.gateway_row (
  county char(6) not null,
  project text not null,
  -- By which the department finds its row again.
  reference text not null,
  kind text not null check (kind in ('person', 'organisation')),
  keys text[] not null,
  clk bytea,
  primary key (county, project, reference)
);

create table linking.gateway_match (
  county char(6) not null,
  id uuid not null,
  project text not null,
  reference text not null,
  party_id uuid not null,
  at timestamptz not null,
  weight real not null,
  evidence jsonb not null,
  decision text check (decision in ('same', 'different')),
  decided_by text,
  decided_at timestamptz,
  reason text,
  primary key (county, id),
  unique (county, project, reference, party_id)
);

alter table linking.review_answer drop constraint review_answer_kind_check;
alter table linking.review_answer add constraint review_answer_kind_check check (kind in ('merge', 'party', 'link', 'token'));

do $$
declare name text;
begin
  foreach name in array array['gateway_project', 'gateway_row', 'gateway_match'] loop
    execute format('alter table linking.%I enable row level security', name);
    execute format('alter table linking.%I force row level security', name);
    execute format('create policy county on linking.%I using (county = (select access.setting(''county'')))
      with check (county = (select access.setting(''county'')))', name);
  end loop;
end $$;
grant select, insert, update on linking.gateway_project, linking.gateway_match to suyuan_app;
grant select, insert, update, delete on linking.gateway_row to suyuan_app;
