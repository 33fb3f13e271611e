import { ApiExtraModels } from '@nestjs/swagger';
import { Api } from '../common/api.js';
import { Body, Param, Query } from '../common/given.js';
import { InstancePathParams as Path } from '../http/path-params.js';
import { OverrideRow } from './dto/override-rows.js';
import { ReplaceOptions } from './dto/replace-options.js';
import { GetFacet, PatchFacet, PutFacet, ResetFacet, toPatchAnswer } from './facet-routes.js';
import { OverridesService } from './overrides.service.js';

@Api('Overrides', 'stacks/:stack/instances/:instance')
@ApiExtraModels(OverrideRow)
export class OverridesController {
  constructor(private readonly overrides: OverridesService) {}

  @GetFacet('ports')
  listPorts(@Param() path: Path) {
    return this.overrides.list('ports', path);
  }

  @PutFacet('ports')
  replacePorts(@Param() path: Path, @Query() options: ReplaceOptions, @Body() body: unknown) {
    return this.overrides.replace('ports', path, body, options);
  }

  @PatchFacet('ports')
  patchPorts(@Param() path: Path, @Body() body: unknown) {
    return this.overrides.patch('ports', path, body).then(toPatchAnswer);
  }

  @ResetFacet('ports')
  resetPorts(@Param() path: Path) {
    return this.overrides.reset('ports', path);
  }

  @GetFacet('volumes')
  listVolumes(@Param() path: Path) {
    return this.overrides.list('volumes', path);
  }

  @PutFacet('volumes')
  replaceVolumes(@Param() path: Path, @Query() options: ReplaceOptions, @Body() body: unknown) {
    return this.overrides.replace('volumes', path, body, options);
  }

  @PatchFacet('volumes')
  patchVolumes(@Param() path: Path, @Body() body: unknown) {
    return this.overrides.patch('volumes', path, body).then(toPatchAnswer);
  }

  @ResetFacet('volumes')
  resetVolumes(@Param() path: Path) {
    return this.overrides.reset('volumes', path);
  }

  @GetFacet('env_vars')
  listEnvVars(@Param() path: Path) {
    return this.overrides.list('env_vars', path);
  }

  @PutFacet('env_vars')
  replaceEnvVars(@Param() path: Path, @Query() options: ReplaceOptions, @Body() body: unknown) {
    return this.overrides.replace('env_vars', path, body, options);
  }

  @PatchFacet('env_vars')
  patchEnvVars(@Param() path: Path, @Body() body: unknown) {
    return this.overrides.patch('env_vars', path, body).then(toPatchAnswer);
  }

  @ResetFacet('env_vars')
  resetEnvVars(@Param() path: Path) {
    return this.overrides.reset('env_vars', path);
  }

  @GetFacet('labels')
  listLabels(@Param() path: Path) {
    return this.overrides.list('labels', path);
  }

  @PutFacet('labels')
  replaceLabels(@Param() path: Path, @Query() options: ReplaceOptions, @Body() body: unknown) {
    return this.overrides.replace('labels', path, body, options);
  }

  @PatchFacet('labels')
  patchLabels(@Param() path: Path, @Body() body: unknown) {
    return this.overrides.patch('labels', path, body).then(toPatchAnswer);
  }

  @ResetFacet('labels')
  resetLabels(@Param() path: Path) {
    return this.overrides.reset('labels', path);
  }

  @GetFacet('domains')
  listDomains(@Param() path: Path) {
    return this.overrides.list('domains', path);
  }

  @PutFacet('domains')
  replaceDomains(@Param() path: Path, @Query() options: ReplaceOptions, @Body() body: unknown) {
    return this.overrides.replace('domains', path, body, options);
  }

  @PatchFacet('domains')
  patchDomains(@Param() path: Path, @Body() body: unknown) {
    return this.overrides.patch('domains', path, body).then(toPatchAnswer);
  }

  @ResetFacet('domains')
  resetDomains(@Param() path: Path) {
    return this.overrides.reset('domains', path);
  }

  @GetFacet('healthcheck')
  getHealthcheck(@Param() path: Path) {
    return this.overrides.list('healthcheck', path);
  }

  @PutFacet('healthcheck')
  replaceHealthcheck(@Param() path: Path, @Query() options: ReplaceOptions, @Body() body: unknown) {
    return this.overrides.replace('healthcheck', path, body, options);
  }

  @PatchFacet('healthcheck')
  patchHealthcheck(@Param() path: Path, @Body() body: unknown) {
    return this.overrides.patch('healthcheck', path, body).then(toPatchAnswer);
  }

  @ResetFacet('healthcheck')
  resetHealthcheck(@Param() path: Path) {
    return this.overrides.reset('healthcheck', path);
  }

  @GetFacet('config_files')
  listFiles(@Param() path: Path) {
    return this.overrides.list('config_files', path);
  }

  @PutFacet('config_files')
  replaceFiles(@Param() path: Path, @Query() options: ReplaceOptions, @Body() body: unknown) {
    return this.overrides.replace('config_files', path, body, options);
  }

  @PatchFacet('config_files')
  patchFiles(@Param() path: Path, @Body() body: unknown) {
    return this.overrides.patch('config_files', path, body).then(toPatchAnswer);
  }

  @ResetFacet('config_files')
  resetFiles(@Param() path: Path) {
    return this.overrides.reset('config_files', path);
  }

  @GetFacet('options')
  listOptions(@Param() path: Path) {
    return this.overrides.list('options', path);
  }

  @PutFacet('options')
  replaceOptions(@Param() path: Path, @Query() options: ReplaceOptions, @Body() body: unknown) {
    return this.overrides.replace('options', path, body, options);
  }

  @PatchFacet('options')
  patchOptions(@Param() path: Path, @Body() body: unknown) {
    return this.overrides.patch('options', path, body).then(toPatchAnswer);
  }

  @ResetFacet('options')
  resetOptions(@Param() path: Path) {
    return this.overrides.reset('options', path);
  }
}
