import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

/** Rules of new passwords are not applied here: what is not a password of this account is a wrong one. */
export class LogInBody {
  @ApiProperty({ type: 'string', format: 'email' })
  @IsString()
  @MaxLength(254)
  email: string;

  @ApiProperty({ type: 'string' })
  @IsString()
  @MaxLength(512)
  password: string;
}

class SessionMember {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string', format: 'email' })
  email: string;

  @ApiProperty({ type: 'string', nullable: true })
  name: string | null;
}

class SessionWorkspace {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ enum: ['owner'] })
  role: string;
}

export class SessionAnswer {
  @ApiProperty({ type: SessionMember })
  member: SessionMember;

  @ApiProperty({ type: [SessionWorkspace] })
  workspaces: SessionWorkspace[];

  @ApiProperty({
    type: 'string',
    description: 'Goes into X-CSRF-Token of every unsafe call with the cookie.',
  })
  csrfToken: string;
}
