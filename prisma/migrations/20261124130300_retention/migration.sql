-- AlterTable
ALTER TABLE "Scraper" ADD COLUMN "retentionDays" INTEGER;
