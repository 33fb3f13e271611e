import { type DynamicModule, Module } from '@nestjs/common';
import { HOST_ACCESS_POLICY, HostAccess, type HostAccessPolicy } from './host-access.service.js';

/** The watch over what reaches the host. It warns, unless the application says otherwise at its root: `HostAccessModule.with('refuse')`. */
@Module({ providers: [HostAccess], exports: [HostAccess] })
export class HostAccessModule {
  static with(policy: HostAccessPolicy): DynamicModule {
    return {
      module: ChosenHostAccess,
      global: true,
      providers: [{ provide: HOST_ACCESS_POLICY, useValue: policy }],
      exports: [HOST_ACCESS_POLICY],
    };
  }
}

@Module({})
class ChosenHostAccess {}
