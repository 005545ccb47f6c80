-- The history is ordered by ScrapeRun.startedAt as it is stored, and other programs write it in
-- other forms: a row that does not carry Prisma's is given it. A stored number is milliseconds.
-- A time that cannot be read becomes the time of the insert: such a run is neither immortal nor
-- dead at once. A later migration that redefines the table drops this trigger and must repeat it.
CREATE TRIGGER "ScrapeRun_normal_startedAt"
AFTER INSERT ON "ScrapeRun"
WHEN typeof(NEW."startedAt") <> 'text'
  OR NEW."startedAt" NOT GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]+00:00'
  OR julianday(NEW."startedAt") IS NULL
BEGIN
  UPDATE "ScrapeRun"
  SET "startedAt" = COALESCE(
    strftime(
      '%Y-%m-%dT%H:%M:%f+00:00',
      CASE
        WHEN typeof(NEW."startedAt") IN ('integer', 'real') THEN ROUND(NEW."startedAt") / 1000.0
        WHEN NEW."startedAt" GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'
          THEN ROUND((julianday(NEW."startedAt") - 2440587.5) * 86400000) / 1000.0
      END,
      'unixepoch'
    ),
    strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')
  )
  WHERE "id" = NEW."id";
END;
