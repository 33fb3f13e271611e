import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENTITIES } from '../model/entities.js';
import { Database } from './database.js';

/** Our entities on the host application's data source, and the transactions that every feature works in. */
@Module({ imports: [TypeOrmModule.forFeature(ENTITIES)], providers: [Database], exports: [Database] })
export class DatabaseModule {}
