import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller, Public, type SessionCaller, SessionRoute } from '@rapport/access';
import { SETTINGS, type Settings } from '@rapport/config';
import { ProblemError, publicId } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LogIn } from './log-in.usecase.js';
import { clearedSessionCookie, sessionCookie, sessionTokenIn } from './session-cookie.js';
import { LogInBody, SessionAnswer } from './sessions.dto.js';
import { type Account, SessionsRepository, type WorkspaceRole } from './sessions.repository.js';

@ApiTags('Sessions')
@Controller('api/v1/sessions')
export class SessionsController {
  constructor(
    private readonly logIn: LogIn,
    private readonly sessions: SessionsRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post()
  @HttpCode(201)
  @Public()
  @ApiOperation({ operationId: 'logIn', summary: 'Log in; the session is a cookie' })
  @ApiCreatedResponse({ type: SessionAnswer })
  async open(
    @Body() body: LogInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const former = sessionTokenIn(this.settings.publicUrl, request.headers.cookie);
    const { member, workspaces, session } = await this.logIn.execute({
      email: body.email,
      password: body.password,
      address: request.ip,
      formerToken: former,
    });
    void reply.header('set-cookie', sessionCookie(this.settings.publicUrl, session.token));
    return answerOf(member, workspaces, session.csrfToken);
  }

  @Get('current')
  @SessionRoute()
  @ApiOperation({ operationId: 'readSession', summary: 'Who is logged in' })
  @ApiOkResponse({ type: SessionAnswer })
  async current(@CurrentCaller() caller: SessionCaller): Promise<SessionAnswer> {
    const member = await this.sessions.memberOf(caller.memberId);
    if (!member) throw new ProblemError('unauthenticated');
    return answerOf(member, await this.sessions.workspacesOf(member.id), caller.csrfToken);
  }

  @Delete('current')
  @HttpCode(204)
  @SessionRoute()
  @ApiOperation({ operationId: 'logOut', summary: 'Log out; the session is dead at once' })
  @ApiNoContentResponse()
  async end(
    @CurrentCaller() caller: SessionCaller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.end(caller.sessionId);
    void reply.header('set-cookie', clearedSessionCookie(this.settings.publicUrl));
  }
}

function answerOf(
  member: Omit<Account, 'passwordHash'>,
  workspaces: readonly WorkspaceRole[],
  csrfToken: string,
): SessionAnswer {
  return {
    member: { id: publicId('mem', member.id), email: member.email, name: member.name },
    workspaces: workspaces.map(({ id, name, role }) => ({ id: publicId('wsp', id), name, role })),
    csrfToken,
  };
}
