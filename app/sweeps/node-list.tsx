'use client';

import { useQuery } from '@tanstack/react-query';
import type { Node } from '../../server/domain/node.ts';
import { nodesQuery } from '../live/queries.ts';
import { shownText } from '../parts/free-text.ts';
import { ProblemNotice } from '../parts/problem.tsx';
import { Ago, At } from '../parts/time.tsx';
import css from './node-list.module.css';
import { isSkewed, shownNodes, skewWarning, skewWords, stateWords } from './node-words.ts';
import records from './records.module.css';

/** The server processes: who lives, who ended, and how right their clocks are. */
export function NodeList() {
  const list = useQuery(nodesQuery());
  const nodes = shownNodes(list.data?.nodes ?? []);
  const warning = skewWarning(nodes);
  return (
    <section className={records.list} aria-labelledby="nodes-title">
      <h2 id="nodes-title">Nodes</h2>
      {list.error !== null && (
        <ProblemNotice problem={list.error} onRetry={list.refetch} retrying={list.isFetching} />
      )}
      {warning !== null && <p className={css.warning}>{warning}</p>}
      {nodes.length > 0 && (
        <table className={`${records.table} ${css.nodes}`}>
          <caption className="fl-heard">Nodes, the living first</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">State</th>
              <th scope="col">Started</th>
              <th scope="col">Last heard</th>
              <th scope="col">Clock</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <Row key={node.id} node={node} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ node }: { node: Node }) {
  const { name, state, startedAt, lastSeenAt } = node;
  return (
    <tr data-ended={state !== 'alive' || undefined}>
      <td className={css.name}>{shownText(name)}</td>
      <td data-state={state}>{stateWords(node)}</td>
      <td>
        <At at={startedAt} />
      </td>
      <td>
        <Ago at={lastSeenAt} as="words" />
      </td>
      <td data-off={isSkewed(node) || undefined}>{skewWords(node)}</td>
    </tr>
  );
}
