-- CreateTable
CREATE TABLE "RunExtension" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "runId" TEXT NOT NULL,
    "grantedAt" DATETIME NOT NULL,
    "seconds" INTEGER NOT NULL,
    "deadlineAt" DATETIME NOT NULL,
    "actor" TEXT,
    "reason" TEXT,
    CONSTRAINT "RunExtension_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ScrapeRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "HearingGap" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "reason" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME NOT NULL,
    "runs" INTEGER NOT NULL
);

-- AlterTable: columns are added one by one, since a new table would lose the trigger of the old one.
ALTER TABLE "ScrapeRun" ADD COLUMN "suspectAt" DATETIME NOT NULL DEFAULT '1970-01-01T00:00:00.000+00:00';
ALTER TABLE "ScrapeRun" ADD COLUMN "suspectedAt" DATETIME;
ALTER TABLE "ScrapeRun" ADD COLUMN "heldAt" DATETIME;
ALTER TABLE "ScrapeRun" ADD COLUMN "grantedUntil" DATETIME;
ALTER TABLE "ScrapeRun" ADD COLUMN "stuckAfterSeconds" INTEGER NOT NULL DEFAULT 1800;
ALTER TABLE "ScrapeRun" ADD COLUMN "whenStuck" TEXT NOT NULL DEFAULT 'show';
ALTER TABLE "ScrapeRun" ADD COLUMN "lastProgressAt" DATETIME;
ALTER TABLE "ScrapeRun" ADD COLUMN "stuckAt" DATETIME;
ALTER TABLE "ScrapeRun" ADD COLUMN "silences" JSONB;

-- AlterTable
ALTER TABLE "Scraper" ADD COLUMN "stuckAfterSeconds" INTEGER;
ALTER TABLE "Scraper" ADD COLUMN "whenStuck" TEXT NOT NULL DEFAULT 'show';

-- CreateIndex
CREATE INDEX "ScrapeRun_status_suspectAt_idx" ON "ScrapeRun"("status", "suspectAt");

-- CreateIndex
CREATE INDEX "RunExtension_runId_grantedAt_idx" ON "RunExtension"("runId", "grantedAt");

-- CreateIndex
CREATE INDEX "HearingGap_endedAt_id_idx" ON "HearingGap"("endedAt", "id");
