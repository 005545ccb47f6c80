import type { Scrapers } from '../domain/ports.ts';
import type { Runs } from '../services/runs.ts';
import { type NodeCallsParts, nodeCalls } from './node-calls.ts';
import { type OperationCallsParts, operationCalls } from './operation-calls.ts';
import { type Route, route } from './route.ts';
import { runCalls } from './run-calls.ts';
import { scraperCalls } from './scraper-calls.ts';
import { type WatchdogCallsParts, watchdogCalls } from './watchdog-calls.ts';

/** The parts that the routes stand on. */
export interface RouteParts extends WatchdogCallsParts, OperationCallsParts, NodeCallsParts {
  runs: Runs;
  scrapers: Scrapers;
}

/** Every route there is. */
export function listRoutes(parts: RouteParts): Route[] {
  const runs = runCalls(parts);
  const watchdog = watchdogCalls(parts);
  const scrapers = scraperCalls(parts);
  const nodes = nodeCalls(parts);
  const operation = operationCalls(parts);
  return [
    route('post', '/api/runs', runs.startRun),
    route('get', '/api/runs', runs.listRuns),
    route('get', '/api/runs/{id}', runs.getRun),
    route('post', '/api/runs/{id}/events', runs.reportEvents),
    route('post', '/api/runs/{id}/cancel', runs.cancelRun),
    route('post', '/api/sweeps', watchdog.startSweep),
    route('get', '/api/sweeps', watchdog.listSweeps),
    route('get', '/api/watchdog', watchdog.getWatchdog),
    route('post', '/api/extensions', watchdog.grantExtension),
    route('get', '/api/gaps', watchdog.listGaps),
    route('get', '/api/nodes', nodes.listNodes),
    route('get', '/api/scrapers', scrapers.listScrapers),
    route('get', '/api/scrapers/{name}', scrapers.getScraper),
    route('patch', '/api/scrapers/{name}', scrapers.changeScraper),
    route('get', '/api/openapi.json', operation.getOpenApi),
    route('get', '/healthz', operation.getHealth),
    route('get', '/readyz', operation.getReadiness),
    route('get', '/metrics', operation.getMetrics),
  ];
}
