const COMPOSE = `name: shop
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_DB: shop
    ports: ["127.0.0.1:15432:5432"]
    volumes: [data:/var/lib/postgresql/data]
  web:
    image: ghcr.io/acme/shop:\${TAG:-1.4}
    environment:
      DB_PASSWORD: \${DB_PASSWORD}
    depends_on: [db]
volumes:
  data: {}
`;

const SMALL = `services:
  db:
    image: mariadb:11.4
  web:
    image: ghcr.io/acme/web:1.4
    depends_on: [db]
`;

const STACK_FILE = `devarch: 1
stack:
  name: shop
  description: The shop and what it needs
  enabled: true
variables:
  - key: DB_NAME
    value: shop
    is_secret: false
    description: ""
instances:
  - name: db
    template: postgres
    description: ""
    enabled: true
    settings:
      image_tag: "16.6"
    overrides:
      env_vars:
        - key: POSTGRES_DB
          value: shop
          is_secret: false
        - key: POSTGRES_PASSWORD
          is_secret: true
`;

const SEVERAL = [
  {
    name: 'compose.yaml',
    content:
      'include: [db/compose.yaml]\nservices:\n  web:\n    extends: {file: common.yaml, service: web}\n    ports: ["127.0.0.1:18080:80"]\n',
  },
  { name: 'common.yaml', content: 'services:\n  web:\n    image: ghcr.io/acme/web:1.4\n    env_file: web.env\n' },
  { name: 'db/compose.yaml', content: 'services:\n  db:\n    image: mariadb:11.4\n' },
  { name: 'web.env', content: 'DB_HOST=db\n' },
  {
    name: 'compose.override.yaml',
    content: 'services:\n  web:\n    environment: {DEBUG: "1"}\n    ports: !reset []\n',
  },
];

/** Bodies to try out in the API document. */
export const STACK_EXAMPLES = {
  new: { summary: 'A Compose file', value: { format: 'compose', name: 'imported', content: SMALL } },
  compose: {
    summary: 'A Compose file, only to see',
    value: { format: 'compose', name: 'to-see', content: COMPOSE, dry_run: true },
  },
  update: {
    summary: 'Bring a stack up to a Compose file',
    value: { format: 'compose', name: 'imported', mode: 'update', content: SMALL.replace('1.4', '1.5') },
  },
  variables: {
    summary: 'With values for its variables',
    value: {
      ...{ format: 'compose', name: 'imported-too', content: COMPOSE, env: 'TAG=1.5' },
      variables: { DB_PASSWORD: 'correct horse' },
    },
  },
  files: {
    summary: 'Several files, of which the last one overrides',
    value: { format: 'compose', name: 'of-files', files: SEVERAL },
  },
  devarch: { summary: 'What an export gave', value: { format: 'devarch', name: 'shop-copy', content: STACK_FILE } },
};

export const TEMPLATE_EXAMPLES = {
  dry_run: { summary: 'Only to see whom it reaches', value: { compose: COMPOSE, dry_run: true } },
  files: { summary: 'Several files, only to see', value: { files: SEVERAL, dry_run: true } },
  keep: { summary: 'Add what is missing, change nothing', value: { compose: COMPOSE, update: false } },
};
