import 'reflect-metadata';
import { Controller, Injectable, Module, Param, Post, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import {
  EffectiveModule,
  InstancesModule,
  InstancesService,
  migrate,
  MIGRATIONS,
  OverridesService,
  ProblemFilter,
  StacksModule,
  StacksService,
  TemplatesModule,
} from '../../src/index.js';

/** A service of one's own on top of the modules: a whole preview environment in one transaction. */
@Injectable()
class PreviewsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly stacks: StacksService,
    private readonly instances: InstancesService,
    private readonly overrides: OverridesService,
  ) {}

  /** A stack with a database for a branch; where one part is refused, nothing is left behind. */
  async create(branch: string): Promise<string> {
    return this.dataSource.transaction(async (tx) => {
      const path = { stack: `preview-${branch}`, instance: 'db' };
      await this.stacks.create({ name: path.stack }, tx);
      const { container_name } = await this.instances.create(
        path.stack,
        { instance_id: 'db', template: 'postgres' },
        tx,
      );
      await this.overrides.replace('env_vars', path, { env_vars: [{ key: 'POSTGRES_DB', value: branch }] }, {}, tx);
      return container_name;
    });
  }
}

/** The filter turns the modules' refusals into the same answers as on their own routes. */
@Controller('previews')
@UseFilters(ProblemFilter)
class PreviewsController {
  constructor(private readonly previews: PreviewsService) {}

  @Post(':branch')
  async create(@Param('branch') branch: string): Promise<{ container_name: string }> {
    return { container_name: await this.previews.create(branch) };
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: process.env.DATABASE_URL,
      autoLoadEntities: true,
      migrations: MIGRATIONS,
    }),
    StacksModule,
    InstancesModule,
    TemplatesModule,
    EffectiveModule,
  ],
  controllers: [PreviewsController],
  providers: [PreviewsService],
})
class ServiceModule {}

const app = await NestFactory.create(ServiceModule, new ExpressAdapter());
await migrate(app.get(DataSource));
await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
