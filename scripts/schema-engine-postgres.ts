import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';

/**
 * Prisma's adapter for PostgreSQL as its schema engine needs it. The engine reads columns of the
 * catalog whose type is `"char"`, which the adapter refuses; here they come as what they are.
 */
export function openPostgresAdapter(databaseUrl: string): {
  factory: SqlMigrationAwareDriverAdapterFactory;
  close(): Promise<void>;
} {
  const pool = new CatalogPool({ connectionString: databaseUrl });
  pool.on('error', () => {});
  const adapter = new PrismaPg(pool);
  const connect = async () => withCharacters(await adapter.connect());
  return {
    factory: {
      provider: adapter.provider,
      adapterName: adapter.adapterName,
      connect,
      connectToShadowDb: async () => withCharacters(await adapter.connectToShadowDb()),
    },
    close: () => pool.end(),
  };
}

type Connection = Awaited<ReturnType<PrismaPg['connect']>>;

/** The oids of `"char"`, and of a text, which the adapter takes. */
const [CHAR, TEXT] = [18, 25];

/** By the rows of an answer, which of its columns are characters. */
const characters = new WeakMap<object, boolean[]>();

class CatalogPool extends pg.Pool {
  override query = (async (query: pg.QueryConfig) => {
    const client = await this.connect();
    try {
      const answer = await client.query(query);
      characters.set(
        answer.rows,
        answer.fields.map(({ dataTypeID }) => dataTypeID === CHAR),
      );
      for (const field of answer.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
      return answer;
    } finally {
      client.release();
    }
  }) as unknown as pg.Pool['query'];
}

function withCharacters(connection: Connection): Connection {
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const answer = await queryRaw(query);
    const isCharacter = characters.get(answer.rows);
    const columnTypes = answer.columnTypes.map((type, index) =>
      isCharacter?.[index] === true ? ColumnTypeEnum.Character : type,
    );
    return { ...answer, columnTypes };
  };
  return connection;
}
