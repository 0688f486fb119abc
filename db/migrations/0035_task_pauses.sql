-- A task may wait for the parties or for another procedure: its clocks stand and give the time back; its end may be put off
-- once. The deadlines in the columns of before stay what the clock engine says (src/tasks/clock), kept for lists.
alter table tasks.task add column paused_at timestamptz;
alter table tasks.task add column pause_reason text;
-- Pauses that have ended: [{"from", "to"}].
alter table tasks.task add column pauses jsonb not null default '[]';
-- {"length", "unit"}
alter table tasks.task add column extension jsonb;
