-- AlterTable
ALTER TABLE "ScrapeRun" ADD COLUMN "nodeId" TEXT;

-- CreateTable
CREATE TABLE "Node" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "lastSeenAt" DATETIME NOT NULL,
    "stoppedAt" DATETIME,
    "goneAt" DATETIME,
    "skewMs" INTEGER NOT NULL DEFAULT 0
);

-- CreateIndex
CREATE INDEX "Node_lastSeenAt_id_idx" ON "Node"("lastSeenAt", "id");
