-- CreateTable
CREATE TABLE "Scraper" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "staleAfterSeconds" INTEGER,
    "createdAt" DATETIME
);

-- CreateTable
CREATE TABLE "ScrapeRun" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "scraperId" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'RUNNING',
    "origin" TEXT NOT NULL DEFAULT 'LOCAL',
    "trigger" TEXT NOT NULL DEFAULT 'api',
    "retryOfId" TEXT,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "phase" TEXT,
    "progressDone" REAL,
    "progressTotal" REAL,
    "progressUnit" TEXT,
    "progressMessage" TEXT,
    "lastHeartbeatAt" DATETIME,
    "staleAfterSeconds" INTEGER NOT NULL,
    "staleAfterFrom" TEXT NOT NULL DEFAULT 'run',
    "deadlineAt" DATETIME NOT NULL DEFAULT '1970-01-01T00:00:00.000+00:00',
    "lastSeq" REAL NOT NULL DEFAULT -1,
    "rev" INTEGER NOT NULL DEFAULT 0,
    "idempotencyKey" TEXT,
    "cancelRequestedAt" DATETIME,
    "spokeAgainAt" DATETIME,
    "reportedAt" DATETIME,
    "meta" JSONB,
    CONSTRAINT "ScrapeRun_scraperId_fkey" FOREIGN KEY ("scraperId") REFERENCES "Scraper" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "ScrapeRun_retryOfId_fkey" FOREIGN KEY ("retryOfId") REFERENCES "ScrapeRun" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ScrapePhaseLog" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "runId" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "finishedAt" DATETIME,
    "reportedAt" DATETIME,
    CONSTRAINT "ScrapePhaseLog_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ScrapeRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ScrapeError" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "runId" TEXT NOT NULL,
    "errorType" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "phase" TEXT,
    "url" TEXT,
    "detail" JSONB,
    "occurredAt" DATETIME NOT NULL,
    "fatal" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "ScrapeError_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ScrapeRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ScrapeLog" (
    "runId" TEXT NOT NULL,
    "n" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "level" TEXT NOT NULL,
    "message" TEXT NOT NULL,

    PRIMARY KEY ("runId", "n"),
    CONSTRAINT "ScrapeLog_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ScrapeRun" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Sweep" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "trigger" TEXT NOT NULL,
    "actor" TEXT,
    "startedAt" DATETIME NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "examined" INTEGER NOT NULL,
    "marked" INTEGER NOT NULL,
    "spared" INTEGER NOT NULL,
    "error" TEXT
);

-- CreateIndex
CREATE UNIQUE INDEX "Scraper_name_key" ON "Scraper"("name");

-- CreateIndex
CREATE INDEX "ScrapeRun_status_deadlineAt_idx" ON "ScrapeRun"("status", "deadlineAt");

-- CreateIndex
CREATE INDEX "ScrapeRun_status_startedAt_id_idx" ON "ScrapeRun"("status", "startedAt", "id");

-- CreateIndex
CREATE INDEX "ScrapeRun_scraperId_status_startedAt_id_idx" ON "ScrapeRun"("scraperId", "status", "startedAt", "id");

-- CreateIndex
CREATE INDEX "ScrapeRun_status_finishedAt_idx" ON "ScrapeRun"("status", "finishedAt");

-- CreateIndex
CREATE INDEX "ScrapeRun_retryOfId_idx" ON "ScrapeRun"("retryOfId");

-- CreateIndex
CREATE UNIQUE INDEX "ScrapeRun_scraperId_idempotencyKey_key" ON "ScrapeRun"("scraperId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "ScrapePhaseLog_runId_startedAt_idx" ON "ScrapePhaseLog"("runId", "startedAt");

-- CreateIndex
CREATE INDEX "ScrapeError_runId_id_idx" ON "ScrapeError"("runId", "id");

-- CreateIndex
CREATE INDEX "Sweep_startedAt_id_idx" ON "Sweep"("startedAt", "id");
