import {
  parseAsIsoDateTime,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs';
import { RUN_STATUSES } from '../../server/domain/run.ts';
import { PERIODS } from './filters.ts';

/** The filters in the address: what is not understood there counts as absent. */
export const HISTORY_URL = {
  status: parseAsNativeArrayOf(parseAsStringLiteral(RUN_STATUSES)),
  scraper: parseAsString.withDefault(''),
  q: parseAsString.withDefault(''),
  last: parseAsStringLiteral(PERIODS),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};
