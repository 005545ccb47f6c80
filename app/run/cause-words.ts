import type { Cause } from '../../server/domain/cause.ts';
import { inWords } from '../../server/domain/duration.ts';
import { inSentence } from '../parts/free-text.ts';
import { diedWithServer, type SayTime, stillForSeconds } from './evidence-words.ts';
import type { ToldEvidence } from './stale-evidence.ts';

const TITLES: Record<Cause, string> = {
  went_silent: 'It went silent',
  never_spoke: 'It never spoke',
  stuck: 'It stood still',
  server_restarted: 'Its server ended',
  fell_silent_together: 'It fell silent with most of the others',
  undetermined: 'The cause cannot be told',
  process_exited: 'Its process ended',
  out_of_memory: 'It ran out of memory',
  max_runtime: 'It ran for longer than it may',
};

/** The cause of a death in plain words; of one from before causes were written down, what it was judged by. */
export function causeTitle(evidence: ToldEvidence): string {
  const { cause } = evidence;
  if (cause != null) return TITLES[cause];
  return diedWithServer(evidence) ? TITLES.server_restarted : 'It was silent for too long';
}

/** What that means and what speaks for it, in a sentence or two. */
export function causeSentence(evidence: ToldEvidence, sayTime: SayTime): string {
  const silent = inWords(evidence.silentForSeconds);
  const limit = inWords(evidence.staleAfterSeconds);
  const since = sayTime(evidence.silentSince);
  switch (evidence.cause) {
    case 'went_silent':
      return `It spoke until ${since}, then not for ${silent}, though its limit is ${limit}. It could have been heard.`;
    case 'never_spoke':
      return `It was started at ${since} and not heard of again for ${silent}, though its limit is ${limit}. Its reporter may not have got going, or cannot reach Flatline.`;
    case 'stuck':
      return `It was heard ${silent} before, but had made no progress for ${inWords(stillForSeconds(evidence))}. Its scraper says that a run that stands still for ${inWords(evidence.stuckAfterSeconds ?? 0)} is over.`;
    case 'server_restarted':
      return serverEnded(evidence, silent, limit, since);
    case 'fell_silent_together':
      return `Most of the live runs fell silent at the same time: that speaks for the network, or for something else they share, rather than for this run.${evidence.heldSince === undefined ? '' : ' They were held for a while, and this one stayed silent.'}`;
    case 'undetermined':
      return undetermined(evidence, silent, limit);
    case 'process_exited':
      return 'The process that ran it ended without saying so.';
    case 'out_of_memory':
      return 'The process that ran it asked for more memory than there was.';
    case 'max_runtime':
      return 'It was ended when its time was up.';
    default:
      return 'It was marked before Flatline wrote causes down; what follows is the evidence of that day.';
  }
}

function serverEnded(
  { decidedBy, nodeName }: ToldEvidence,
  silent: string,
  limit: string,
  since: string,
): string {
  const where = nodeName === undefined ? '' : `, ${inSentence(nodeName)},`;
  if (decidedBy !== 'startup') {
    return `It ran inside another server${where} which is gone, and was silent for ${silent} (limit ${limit}). A run of a server ends with it.`;
  }
  return nodeName === undefined
    ? `It ran inside this server, which ended after ${since}. A run of this server ends with it.`
    : `It ran inside another server${where} which ended after ${since}. A run of a server ends with it.`;
}

function undetermined(evidence: ToldEvidence, silent: string, limit: string): string {
  if (evidence.decidedBy === 'startup') {
    return `It ran outside this server, and was ended when the server started, as the settings ask for. The evidence does not decide whether it was still alive: it had been silent for ${silent}, and its limit is ${limit}.`;
  }
  const heard = inWords(evidence.heardForSeconds ?? 0);
  return `The evidence does not decide. It was silent for ${silent}, but Flatline could hear it for only ${heard} of that, less than its limit of ${limit}: it may have spoken meanwhile.`;
}
