import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { migrate } from '../../src/database/migrate.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { SEALED_COLUMNS } from '../../src/facets/sealing.js';
import { FACET_NAMES, type FacetMap, facetOf } from '../../src/facets/facets.js';
import { createDatabase, type TestDatabase } from '../setup/database.js';

/** What every facet row has besides its value columns; `removed` is the one that only the instance's side has. */
const ROW_COLUMNS = ['id', 'service_id', 'instance_id', 'removed', 'created_at', 'updated_at'];

/** What a template says of its items, and an instance has no say in. */
const OF_TEMPLATES_ALONE: Partial<FacetMap<string[]>> = { env_vars: ['generate'] };

let database: TestDatabase;
let dataSource: DataSource;

const open = (url: string) => new DataSource(dataSourceOptions(readConfig({}).database, url)).initialize();

beforeAll(async () => {
  database = await createDatabase(false);
  dataSource = await open(database.url);
  await migrate(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

interface ColumnRow {
  column_name: string;
  type: string;
  is_nullable: string;
  column_default: string | null;
}

/** The columns of a table as the database knows them, in the order of their names. */
async function columnsOf(table: string): Promise<ColumnRow[]> {
  return dataSource.query<ColumnRow[]>(
    `SELECT column_name, concat(data_type, character_maximum_length) AS type, is_nullable, column_default
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 ORDER BY column_name`,
    [table],
  );
}

describe.each(FACET_NAMES)('the two tables of %s', (name) => {
  const facet = facetOf(name);
  const tables = () => [facet.template_row, facet.instance_row].map((row) => dataSource.getMetadata(row));
  const alone = OF_TEMPLATES_ALONE[name] ?? [];
  const isShared = ({ column_name }: { column_name: string }) => !alone.includes(column_name);
  const isValue = ({ column_name }: { column_name: string }) => !ROW_COLUMNS.includes(column_name);

  it('have the same value columns in the database, with types and defaults', async () => {
    const [template = [], instance = []] = await Promise.all(tables().map(({ tableName }) => columnsOf(tableName)));
    expect(instance.filter(isValue)).toEqual(template.filter(isValue).filter(isShared));
    expect(template.filter(isValue).map(({ column_name }) => column_name)).toEqual(
      facet.of_template.stored_columns.toSorted(),
    );
    const names = (rows: ColumnRow[]) => rows.map(({ column_name }) => column_name);
    const owned = names(template.filter(isShared)).filter((column) => column !== 'service_id');
    expect(names(instance)).toEqual([...owned, 'instance_id', 'removed'].toSorted());
    const removed = instance.find(({ column_name }) => column_name === 'removed');
    expect(removed).toMatchObject({ type: 'boolean', is_nullable: 'NO', column_default: 'false' });
  });

  it('have the same value columns in the entities', () => {
    const [template, instance] = tables().map(({ columns }) =>
      columns
        .map((column) => ({
          column_name: column.databaseName,
          type: dataSource.driver.normalizeType(column),
          length: column.length,
          nullable: column.isNullable,
          fallback: column.default,
        }))
        .filter(isValue),
    );
    expect(instance).toEqual(template?.filter(isShared));
    expect(instance?.map(({ column_name }) => column_name)).toEqual(facet.stored_columns);
    expect(template?.map(({ column_name }) => column_name)).toEqual(facet.of_template.stored_columns);
  });

  it('have the defaults of a new spec', async () => {
    const fresh = new facet.spec();
    const unsaid = [facet.sealing?.flag, facet.sealing?.value, ...SEALED_COLUMNS, ...alone];
    const said = (await columnsOf(tables()[0]?.tableName ?? '')).filter(
      ({ column_name }) => !unsaid.includes(column_name),
    );
    for (const column of said.filter(isValue)) {
      const [row] = await dataSource.query<{ value: unknown }[]>(
        `SELECT to_json(${column.column_default ?? 'NULL::text'}) AS value`,
      );
      const without = column.is_nullable === 'YES' ? null : undefined;
      const expected = column.column_default === null ? without : row?.value;
      expect([column.column_name, Reflect.get(fresh, column.column_name)]).toEqual([column.column_name, expected]);
    }
  });

  it('go with their owner, and are found by it through an index', async () => {
    for (const { tableName } of tables()) {
      const keys = await dataSource.query<object[]>(
        `SELECT confdeltype AS on_delete, confrelid::regclass::text AS owner, EXISTS (
           SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1] AND indpred IS NULL) AS indexed
         FROM pg_constraint
         WHERE conrelid = $1::regclass AND contype = 'f' AND confrelid <> 'secret_keys'::regclass`,
        [tableName],
      );
      const owner = tableName.startsWith('service_') ? 'services' : 'service_instances';
      expect(keys).toEqual([{ on_delete: 'c', owner, indexed: true }]);
    }
  });
});
