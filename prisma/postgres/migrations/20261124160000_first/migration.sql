-- The same tables as on SQLite. Keys compare byte by byte, as there ("C"): the order of a history and
-- the beginning of a name must not depend on the language that a database was made for.

-- CreateTable
CREATE TABLE "Scraper" (
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "staleAfterSeconds" INTEGER,
    "stuckAfterSeconds" INTEGER,
    "whenStuck" TEXT NOT NULL DEFAULT 'show',
    "retentionDays" INTEGER,
    "createdAt" TIMESTAMPTZ(3),

    CONSTRAINT "Scraper_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScrapeRun" (
    "id" TEXT COLLATE "C" NOT NULL,
    "scraperId" TEXT COLLATE "C" NOT NULL,
    "status" TEXT COLLATE "C" NOT NULL DEFAULT 'RUNNING',
    "origin" TEXT COLLATE "C" NOT NULL DEFAULT 'LOCAL',
    "nodeId" TEXT COLLATE "C",
    "trigger" TEXT COLLATE "C" NOT NULL DEFAULT 'api',
    "retryOfId" TEXT COLLATE "C",
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "phase" TEXT,
    "progressDone" DOUBLE PRECISION,
    "progressTotal" DOUBLE PRECISION,
    "progressUnit" TEXT,
    "progressMessage" TEXT,
    "lastHeartbeatAt" TIMESTAMPTZ(3),
    "staleAfterSeconds" INTEGER NOT NULL,
    "staleAfterFrom" TEXT NOT NULL DEFAULT 'run',
    "deadlineAt" TIMESTAMPTZ(3) NOT NULL DEFAULT '1970-01-01 00:00:00+00'::timestamptz,
    "suspectAt" TIMESTAMPTZ(3) NOT NULL DEFAULT '1970-01-01 00:00:00+00'::timestamptz,
    "suspectedAt" TIMESTAMPTZ(3),
    "heldAt" TIMESTAMPTZ(3),
    "grantedUntil" TIMESTAMPTZ(3),
    "stuckAfterSeconds" INTEGER NOT NULL DEFAULT 1800,
    "whenStuck" TEXT NOT NULL DEFAULT 'show',
    "lastProgressAt" TIMESTAMPTZ(3),
    "stuckAt" TIMESTAMPTZ(3),
    "silences" JSON,
    "lastSeq" DOUBLE PRECISION NOT NULL DEFAULT -1,
    "rev" INTEGER NOT NULL DEFAULT 0,
    "idempotencyKey" TEXT COLLATE "C",
    "cancelRequestedAt" TIMESTAMPTZ(3),
    "spokeAgainAt" TIMESTAMPTZ(3),
    "reportedAt" TIMESTAMPTZ(3),
    "meta" JSON,

    CONSTRAINT "ScrapeRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScrapePhaseLog" (
    "id" SERIAL NOT NULL,
    "runId" TEXT COLLATE "C" NOT NULL,
    "phase" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "reportedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ScrapePhaseLog_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScrapeError" (
    "id" SERIAL NOT NULL,
    "runId" TEXT COLLATE "C" NOT NULL,
    "errorType" TEXT COLLATE "C" NOT NULL,
    "message" TEXT NOT NULL,
    "phase" TEXT,
    "url" TEXT,
    "detail" JSON,
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "fatal" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "ScrapeError_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ScrapeLog" (
    "runId" TEXT COLLATE "C" NOT NULL,
    "n" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "level" TEXT NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "ScrapeLog_pkey" PRIMARY KEY ("runId","n")
);

-- CreateTable
CREATE TABLE "Sweep" (
    "id" TEXT COLLATE "C" NOT NULL,
    "trigger" TEXT COLLATE "C" NOT NULL,
    "actor" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "durationMs" INTEGER NOT NULL,
    "examined" INTEGER NOT NULL,
    "marked" INTEGER NOT NULL,
    "spared" INTEGER NOT NULL,
    "error" TEXT,

    CONSTRAINT "Sweep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunExtension" (
    "id" TEXT COLLATE "C" NOT NULL,
    "runId" TEXT COLLATE "C" NOT NULL,
    "grantedAt" TIMESTAMPTZ(3) NOT NULL,
    "seconds" INTEGER NOT NULL,
    "deadlineAt" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT,
    "reason" TEXT,

    CONSTRAINT "RunExtension_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "HearingGap" (
    "id" TEXT COLLATE "C" NOT NULL,
    "reason" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL,
    "runs" INTEGER NOT NULL,

    CONSTRAINT "HearingGap_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Node" (
    "id" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "stoppedAt" TIMESTAMPTZ(3),
    "goneAt" TIMESTAMPTZ(3),
    "skewMs" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Node_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Scraper_name_key" ON "Scraper"("name");

-- CreateIndex
CREATE INDEX "ScrapeRun_status_deadlineAt_idx" ON "ScrapeRun"("status", "deadlineAt");

-- CreateIndex
CREATE INDEX "ScrapeRun_status_suspectAt_idx" ON "ScrapeRun"("status", "suspectAt");

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

-- CreateIndex
CREATE INDEX "RunExtension_runId_grantedAt_idx" ON "RunExtension"("runId", "grantedAt");

-- CreateIndex
CREATE INDEX "HearingGap_endedAt_id_idx" ON "HearingGap"("endedAt", "id");

-- CreateIndex
CREATE INDEX "Node_lastSeenAt_id_idx" ON "Node"("lastSeenAt", "id");

-- AddForeignKey
ALTER TABLE "ScrapeRun" ADD CONSTRAINT "ScrapeRun_scraperId_fkey" FOREIGN KEY ("scraperId") REFERENCES "Scraper"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScrapeRun" ADD CONSTRAINT "ScrapeRun_retryOfId_fkey" FOREIGN KEY ("retryOfId") REFERENCES "ScrapeRun"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScrapePhaseLog" ADD CONSTRAINT "ScrapePhaseLog_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ScrapeRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScrapeError" ADD CONSTRAINT "ScrapeError_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ScrapeRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScrapeLog" ADD CONSTRAINT "ScrapeLog_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ScrapeRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunExtension" ADD CONSTRAINT "RunExtension_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ScrapeRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
