import { Body, Controller, Get, HttpCode, Inject, Post, Res, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, OptionalCredential, Public } from '@rapport/access';
import { SETTINGS, type Settings } from '@rapport/config';
import { Database } from '@rapport/database';
import { publicId, toIso } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import { OpenSession, type OpenedSession } from '../sessions/open-session.js';
import { sessionCookie } from '../sessions/session-cookie.js';
import { ReadSetup } from './read-setup.usecase.js';
import { SetUpOwner, type SetUpResult } from './set-up-owner.usecase.js';
import { InstallationAnswer, SetupStatusAnswer } from './setup.answers.js';
import { SetUpBody } from './setup.dto.js';
import { SetupTokenGuard } from './setup-token.guard.js';

@ApiTags('Set-up')
@Controller('api/v1/setup')
export class SetupController {
  constructor(
    private readonly readSetup: ReadSetup,
    private readonly setUpOwner: SetUpOwner,
    private readonly openSession: OpenSession,
    @Inject(Database) private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @OptionalCredential()
  @ApiOperation({
    operationId: 'readSetup',
    summary: 'Whether an owner exists, and what was observed to work',
  })
  @ApiOkResponse({ type: SetupStatusAnswer })
  async read(@CurrentCaller() caller: Caller | undefined): Promise<SetupStatusAnswer> {
    const member = caller?.kind === 'write_key' ? undefined : caller;
    const status = await this.readSetup.execute(member?.workspaceId ?? null);
    const checks = status.checks.map((check) => ({
      ...check,
      at: check.at === null ? null : toIso(check.at),
    }));
    return { ...status, checks };
  }

  @Post()
  @HttpCode(201)
  @Public()
  @UseGuards(SetupTokenGuard)
  @ApiOperation({
    operationId: 'setUp',
    summary: 'Make the first owner with a workspace, a source and an API key',
  })
  @ApiHeader({ name: 'Rapport-Setup-Token', required: false, description: 'When SETUP_TOKEN is set.' })
  @ApiCreatedResponse({ type: InstallationAnswer })
  async setUp(
    @Body() body: SetUpBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InstallationAnswer> {
    const { result, session } = await this.database.transaction(async () => {
      const result = await this.setUpOwner.execute({
        email: body.email,
        password: body.password,
        workspaceName: body.workspaceName.trim(),
        memberName: body.memberName?.trim() ?? null,
        timeZone: body.timeZone ?? 'UTC',
        region: body.region ?? 'default',
        writeKey: null,
        apiKey: null,
      });
      return { result, session: await this.openSession.forMember(result.installation.member.id) };
    });
    void reply.header('set-cookie', sessionCookie(this.settings.publicUrl, session.token));
    return answerOf(result, session);
  }
}

function answerOf({ installation, apiKeySecret }: SetUpResult, session: OpenedSession): InstallationAnswer {
  const { at, workspace, member, source, apiKey } = installation;
  return {
    workspace: {
      id: publicId('wsp', workspace.id),
      name: workspace.name,
      key: workspace.key,
      region: workspace.region,
      timeZone: workspace.timeZone,
      createdAt: at,
    },
    member: { id: publicId('mem', member.id), email: member.email, name: member.name, role: 'owner' },
    source: {
      id: publicId('src', source.id),
      name: source.name,
      kind: 'any',
      enabled: true,
      writeKey: source.writeKey,
    },
    apiKey: {
      id: publicId('key', apiKey.id),
      name: apiKey.name,
      scopes: ['*'],
      expiresAt: null,
      secret: apiKeySecret,
    },
    csrfToken: session.csrfToken,
  };
}
