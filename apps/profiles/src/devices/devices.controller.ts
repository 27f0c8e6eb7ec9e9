import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { ProblemError, uuidOf } from '@rapport/kernel';
import { FindProfile } from '../browse/find-profile.js';
import { DeviceList, DeviceView } from './device.view.js';
import { DevicesQuery, RegisterDeviceBody } from './devices.dto.js';
import { Devices } from './devices.usecase.js';

const ref = { name: 'ref', example: 'email:ada@acme.test' } as const;

/** Where a person can be reached by push. */
@ApiTags('profiles')
@Controller('api/v1/profiles/:ref/devices')
@ApiNotFoundResponse({ description: 'Nobody is called so' })
export class DevicesController {
  constructor(
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(Devices) private readonly devices: Devices,
  ) {}

  @Get()
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'listDevices', summary: "A person's devices, last used first" })
  @ApiParam(ref)
  @ApiOkResponse({ type: DeviceList })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Query() query: DevicesQuery,
  ): Promise<DeviceList> {
    return this.devices.list(workspaceId, this.people.parse(text), query.includeDead ?? false);
  }

  @Post()
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'registerDevice', summary: "Register a push token as this person's" })
  @ApiParam(ref)
  @ApiOkResponse({ type: DeviceView })
  async register(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Body() { platform, token, appId }: RegisterDeviceBody,
  ): Promise<DeviceView> {
    const device = { platform, token, appId: appId ?? null };
    return this.devices.register(workspaceId, this.people.parse(text), device);
  }

  @Delete(':deviceId')
  @HttpCode(204)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'removeDevice', summary: 'Send nothing to this device any more' })
  @ApiParam(ref)
  @ApiParam({ name: 'deviceId', example: 'dvc_01jd0000000000000000000000' })
  @ApiNoContentResponse()
  async remove(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Param('deviceId') deviceId: string,
  ): Promise<void> {
    const id = uuidOf('dvc', deviceId);
    if (id === undefined) throw new ProblemError('not_found');
    await this.devices.remove(workspaceId, this.people.parse(text), id);
  }
}
