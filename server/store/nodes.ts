import type { NodeRecord, SeenNode } from '../domain/node.ts';
import type { NodeStore } from '../domain/ports.ts';
import type { Prisma } from './generated/sqlite/client.ts';
import type { Db, Jobs, Presence } from './jobs.ts';

/** The nodes on an open database; `presence` throws while it is not open. */
export function createNodeStore(session: Jobs, presence: () => Presence): NodeStore {
  const seen = async (where: Prisma.NodeWhereInput): Promise<SeenNode[]> => {
    const rows = await session.read((db) => db.models.node.findMany({ where }));
    if (rows.length === 0) return [];
    const holdOf = await presence().holds();
    return rows.map((row) => ({ ...recordOf(row), hold: holdOf(row.id) }));
  };
  return {
    shared: () => presence().shared,
    time: async () => presence().time(),
    claim: async (id) => presence().claim(id),
    takeTurn: async () => presence().takeTurn(),
    endTurn: async () => presence().endTurn(),
    beat: (node, forgetBefore) => session.write((db) => beat(db, node, forgetBefore)),
    stop: (id, now) =>
      session.write(async (db) => {
        const at = new Date(now);
        await db.models.node.updateMany({ where: { id }, data: { lastSeenAt: at, stoppedAt: at } });
      }),
    others: (id) => seen({ id: { not: id } }),
    present: (id) => seen({ id: { not: id }, stoppedAt: null, goneAt: null }),
    markGone: (node, now) => session.write((db) => markGone(db, node, now)),
    newest: (limit) =>
      session.read(async (db) => {
        const orderBy = [{ lastSeenAt: 'desc' }, { id: 'desc' }] as const;
        const rows = await db.models.node.findMany({ orderBy: [...orderBy], take: limit });
        return rows.map(recordOf);
      }),
    orphansAmong: (runIds) => session.read((db) => orphansAmong(db, runIds)),
  };
}

async function beat(db: Db, node: NodeRecord, forgetBefore?: number): Promise<void> {
  if (forgetBefore !== undefined) {
    const ended = [{ stoppedAt: { not: null } }, { goneAt: { not: null } }];
    const where = { lastSeenAt: { lt: new Date(forgetBefore) }, OR: ended };
    await db.models.node.deleteMany({ where });
  }
  const { id, name, skewMs } = node;
  const startedAt = new Date(node.startedAt);
  const said = { lastSeenAt: new Date(node.lastSeenAt), skewMs, stoppedAt: null, goneAt: null };
  await db.models.node.upsert({
    where: { id },
    create: { id, name, startedAt, ...said },
    update: said,
  });
}

async function markGone(db: Db, { id, lastSeenAt }: NodeRecord, now: number): Promise<boolean> {
  const { count } = await db.models.node.updateMany({
    where: { id, lastSeenAt: new Date(lastSeenAt), stoppedAt: null, goneAt: null },
    data: { goneAt: new Date(now) },
  });
  return count === 1;
}

async function orphansAmong(
  db: Db,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  if (runIds.length === 0) return new Map();
  const runs = await db.models.scrapeRun.findMany({
    where: { id: { in: [...runIds] }, origin: 'LOCAL', nodeId: { not: null } },
    select: { id: true, nodeId: true },
  });
  const ids = [...new Set(runs.flatMap(({ nodeId }) => nodeId ?? []))];
  const nodes =
    ids.length === 0 ? [] : await db.models.node.findMany({ where: { id: { in: ids } } });
  const known = new Map(nodes.map((node) => [node.id, node]));
  return new Map(
    runs.flatMap(({ id, nodeId }) => {
      const node = known.get(nodeId ?? '');
      const lives = node !== undefined && node.stoppedAt === null && node.goneAt === null;
      return lives ? [] : [[id, node?.name ?? null] as const];
    }),
  );
}

type Row = Prisma.NodeGetPayload<object>;

function recordOf({ id, name, startedAt, lastSeenAt, stoppedAt, goneAt, skewMs }: Row): NodeRecord {
  return {
    id,
    name,
    startedAt: startedAt.getTime(),
    lastSeenAt: lastSeenAt.getTime(),
    stoppedAt: stoppedAt?.getTime() ?? null,
    goneAt: goneAt?.getTime() ?? null,
    skewMs,
  };
}
