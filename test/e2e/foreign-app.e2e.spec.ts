import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { TypeOrmModule } from '@nestjs/typeorm';
import request from 'supertest';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import {
  Conflict,
  EffectiveModule,
  EffectiveService,
  InstancesModule,
  InstancesService,
  InvalidInput,
  migrate,
  MIGRATIONS,
  NotFound,
  OverridesService,
  StacksModule,
  StacksService,
  TemplatesModule,
  TemplatesService,
} from '../../src/index.js';
import { createDatabase, type TestDatabase } from '../setup/database.js';

/** An entity of the host's own whose class has the name of one of ours. */
@Entity('host_templates')
class Template {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('text')
  title!: string;
}

let database: TestDatabase;
let host: INestApplication;
let dataSource: DataSource;
let stacks: StacksService;
let instances: InstancesService;

beforeAll(async () => {
  database = await createDatabase(false);

  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url: database.url, autoLoadEntities: true, migrations: MIGRATIONS }),
      TypeOrmModule.forFeature([Template]),
      StacksModule,
      InstancesModule,
      TemplatesModule,
      EffectiveModule,
    ],
  })
  class HostModule {}

  host = await NestFactory.create(HostModule, new ExpressAdapter(), { logger: false });
  await host.listen(0, '127.0.0.1');
  dataSource = host.get(DataSource);
  await migrate(dataSource);
  await dataSource.query('CREATE TABLE host_templates (id serial PRIMARY KEY, title text NOT NULL)');
  [stacks, instances] = [host.get(StacksService, { strict: false }), host.get(InstancesService, { strict: false })];
  await host.get(TemplatesService, { strict: false }).create({
    name: 'postgres',
    image_name: 'postgres',
    ports: [{ host_ip: '127.0.0.1', host_port: 5432, container_port: 5432, protocol: 'tcp', publish_mode: 'ingress' }],
  });
});

afterAll(async () => {
  await host.close();
  await database.drop();
});

it('creates, overrides, duplicates and reads an instance through the injected services', async () => {
  await stacks.create({ name: 'shop' });
  await instances.create('shop', { instance_id: 'db', template: 'postgres' });
  const path = { stack: 'shop', instance: 'db' };
  const overrides = host.get(OverridesService, { strict: false });
  const [row] = await overrides.replace('env_vars', path, { env_vars: [{ key: 'POSTGRES_DB', value: 'shop' }] });
  expect(row).toMatchObject({ key: 'POSTGRES_DB', value: 'shop', is_secret: false, removed: false });

  const copy = await instances.duplicate(path);
  expect(copy).toMatchObject({ instance_id: 'db-copy', container_name: 'devarch-shop-db-copy', override_count: 1 });
  const effective = await host.get(EffectiveService, { strict: false }).get({ stack: 'shop', instance: 'db-copy' });
  expect(effective.env_vars).toEqual([
    { key: 'POSTGRES_DB', value: 'shop', is_secret: false, fingerprint: null, source: 'override' },
  ]);
  expect((await instances.list('shop')).items.map(({ instance_id }) => instance_id)).toEqual(['db', 'db-copy']);
});

it('refuses wrong plain objects with the same domain errors', async () => {
  const wrong = { instance_id: 'My DB', template: 'postgres', enabled: 'yes' };
  const refused = instances.create('shop', JSON.parse(JSON.stringify(wrong)));
  await expect(refused).rejects.toThrow(InvalidInput);
  await expect(refused).rejects.toMatchObject({
    errors: [
      { pointer: '/instance_id', given: '"My DB"', reason: expect.stringContaining('try my-db') },
      { pointer: '/enabled', given: '"yes"', reason: 'must be true or false' },
    ],
  });
  await expect(instances.create('shop', { instance_id: 'db', template: 'postgres' })).rejects.toThrow(Conflict);
  await expect(instances.get({ stack: 'shop', instance: 'nope' })).rejects.toThrow(NotFound);
});

it('joins the transaction of the caller, and is rolled back with it', async () => {
  const failed = dataSource.transaction(async (tx) => {
    await stacks.create({ name: 'ghost' }, tx);
    await instances.create('ghost', { instance_id: 'db', template: 'postgres' }, tx);
    expect((await instances.get({ stack: 'ghost', instance: 'db' }, tx)).container_name).toBe('devarch-ghost-db');
    throw new Error('the host changed its mind');
  });
  await expect(failed).rejects.toThrow('the host changed its mind');
  await expect(stacks.get('ghost')).rejects.toThrow(NotFound);
});

it('leaves the caller’s transaction usable after a refusal', async () => {
  await dataSource.transaction(async (tx) => {
    await tx.save(tx.create(Template, { title: 'of the host' }));
    await expect(stacks.create({ name: 'shop' }, tx)).rejects.toThrow(Conflict);
    await stacks.create({ name: 'second' }, tx);
  });
  expect(await stacks.get('second')).toMatchObject({ name: 'second', instance_count: 0 });
  expect(await dataSource.manager.count(Template)).toBe(1);
});

it('brings its routes along, which answer on Express as they do on Fastify', async () => {
  const http = request(await host.getUrl());
  const created = await http.post('/stacks/shop/instances').send({ instance_id: 'api', template: 'postgres' });
  expect([created.status, created.headers.location]).toEqual([201, '/stacks/shop/instances/api']);
  const page = await http.get('/stacks/shop/instances?limit=1&total=true');
  expect(page.headers).toMatchObject({ 'x-total-count': '3', link: expect.stringContaining('rel="next"') });
  const file = await http.put('/stacks/shop/instances/api/files/etc/app.conf').send({ content: 'a = 1' });
  expect(file.body).toMatchObject({ file_path: '/etc/app.conf', file_mode: '0644' });
  expect((await http.get('/stacks/shop/instances/api/files/etc/app.conf')).body.content).toBe('a = 1');
  const missing = await http.get('/stacks/nope');
  expect(missing.headers['content-type']).toContain('application/problem+json');
  expect(missing.body).toMatchObject({ status: 404, detail: 'There is no stack "nope".', instance: '/stacks/nope' });
});
