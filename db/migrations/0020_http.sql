-- Limits that several web servers share, and replies of repeated requests that nobody can read in the table.
create unlogged table platform.rate_window (
  subject text primary key,
  opened_at timestamptz not null,
  hits int not null
);
comment on table platform.rate_window is 'Hits since opened_at; subject is a keyed hash of limit and account or address. Lost in a crash, which costs one window.';
create index rate_window_age on platform.rate_window (opened_at);
grant select, insert, update, delete on platform.rate_window to suyuan_app;

-- Replies stood here in clear until now: names and phones among them.
delete from platform.idempotency;
alter table platform.idempotency alter column reply type bytea using null, alter column reply drop not null;
create index idempotency_age on platform.idempotency (at);
comment on column platform.idempotency.reply is 'AES-256-GCM under a key of this actor and Idempotency-Key; null while the first request runs.';
