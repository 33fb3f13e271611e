import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { LinksController } from './links.controller.js';
import { LinksService } from './links.service.js';

/** Which instance of its stack a link of an instance leads to. */
@Module({
  imports: [DatabaseModule],
  controllers: [LinksController],
  providers: [LinksService],
  exports: [LinksService],
})
export class LinksModule {}
