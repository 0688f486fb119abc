-- A task that a town or village gets names its item of the list of matters; what lies outside it says on what ground.
alter table tasks.task add column matter_list text;
alter table tasks.task add column matter_department text;
alter table tasks.task add column outside_reason text;
