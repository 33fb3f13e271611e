import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { EffectiveController } from './effective.controller.js';
import { EffectiveService } from './effective.service.js';

@Module({
  imports: [DatabaseModule],
  controllers: [EffectiveController],
  providers: [EffectiveService],
  exports: [EffectiveService],
})
export class EffectiveModule {}
