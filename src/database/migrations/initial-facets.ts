/** The two tables of each facet as the initial migration makes them. Frozen with it: later columns come by later migrations. */
interface FacetTable {
  table: string;
  columns: string[];
  unique: string[];
  checks: Record<string, string>;
}

const PORT_RANGE = 'BETWEEN 1 AND 65535';

const FACET_TABLES: FacetTable[] = [
  {
    table: 'ports',
    columns: [
      "host_ip varchar(45) NOT NULL DEFAULT '127.0.0.1'",
      'host_port int NOT NULL',
      'container_port int NOT NULL',
      "protocol varchar(4) NOT NULL DEFAULT 'tcp'",
    ],
    unique: ['host_ip', 'host_port', 'protocol'],
    checks: {
      host_port: `host_port ${PORT_RANGE}`,
      container_port: `container_port ${PORT_RANGE}`,
      protocol: "protocol IN ('tcp', 'udp', 'sctp')",
    },
  },
  {
    table: 'volumes',
    columns: [
      "volume_type varchar(8) NOT NULL DEFAULT 'named'",
      "source text NOT NULL DEFAULT ''",
      'target text NOT NULL',
      'read_only boolean NOT NULL DEFAULT false',
      'is_external boolean NOT NULL DEFAULT false',
    ],
    unique: ['target'],
    checks: { volume_type: "volume_type IN ('bind', 'named', 'tmpfs')", target: "target LIKE '/%'" },
  },
  {
    table: 'env_vars',
    columns: ['key varchar(255) NOT NULL', 'value text', 'is_secret boolean NOT NULL DEFAULT false'],
    unique: ['key'],
    checks: { key: "key <> ''" },
  },
  {
    table: 'labels',
    columns: ['key varchar(255) NOT NULL', "value text NOT NULL DEFAULT ''"],
    unique: ['key'],
    checks: { key: "key <> '' AND lower(key) NOT LIKE 'devarch.%'" },
  },
  {
    table: 'domains',
    columns: ['domain varchar(253) NOT NULL', 'proxy_port int'],
    unique: ['domain'],
    checks: { domain: "domain <> '' AND domain = lower(domain)", proxy_port: `proxy_port ${PORT_RANGE}` },
  },
  {
    table: 'healthchecks',
    columns: [
      'test text NOT NULL',
      'interval_seconds int NOT NULL DEFAULT 30',
      'timeout_seconds int NOT NULL DEFAULT 10',
      'retries int NOT NULL DEFAULT 3',
      'start_period_seconds int NOT NULL DEFAULT 0',
    ],
    unique: [],
    checks: {
      test: "test <> ''",
      numbers: 'interval_seconds > 0 AND timeout_seconds > 0 AND retries >= 0 AND start_period_seconds >= 0',
    },
  },
  {
    table: 'config_files',
    columns: [
      'file_path text NOT NULL',
      'content text NOT NULL',
      "file_mode varchar(4) NOT NULL DEFAULT '0644'",
      'is_template boolean NOT NULL DEFAULT false',
    ],
    unique: ['file_path'],
    checks: { file_path: "file_path LIKE '/%'", file_mode: "file_mode ~ '^[0-7]{4}$'" },
  },
];

/** The statements that create the template's and the instance's table of all seven facets. */
export function facetTables(timestamps: string): string[] {
  return FACET_TABLES.flatMap(({ table, ...facet }) => [
    ...tableAndIndexes(`service_${table}`, 'service_id', 'services', facet, timestamps, ''),
    ...tableAndIndexes(
      `instance_${table}`,
      'instance_id',
      'service_instances',
      { ...facet, columns: ['removed boolean NOT NULL DEFAULT false', ...facet.columns] },
      timestamps,
      ' WHERE NOT removed',
    ),
  ]);
}

function tableAndIndexes(
  table: string,
  owner: string,
  owners: string,
  facet: Omit<FacetTable, 'table'>,
  timestamps: string,
  live: string,
): string[] {
  const lines = [
    'id serial NOT NULL',
    `${owner} int NOT NULL`,
    ...facet.columns,
    timestamps.trim(),
    `CONSTRAINT pk_${table} PRIMARY KEY (id)`,
    `CONSTRAINT fk_${table}_${owner} FOREIGN KEY (${owner}) REFERENCES ${owners} (id) ON DELETE CASCADE`,
    ...Object.entries(facet.checks).map(([name, check]) => `CONSTRAINT ck_${table}_${name} CHECK (${check})`),
  ];
  return [
    `CREATE TABLE ${table} (\n  ${lines.join(',\n  ')}\n)`,
    `CREATE INDEX ix_${table}_${owner} ON ${table} (${owner})`,
    `CREATE UNIQUE INDEX uq_${table} ON ${table} (${[owner, ...facet.unique].join(', ')})${live}`,
  ];
}
