import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsTimeZoneName, OptionalField } from '@rapport/http';
import { IsString, Matches, ValidateBy, type ValidationArguments } from 'class-validator';
import { longestName, NameField } from '../http/name-field.js';
import { isLoginEmail, passwordFault } from './domain/owner-credentials.js';

const IsLoginEmail = (): PropertyDecorator =>
  ValidateBy({
    name: 'isFormat',
    validator: {
      validate: (value) => typeof value !== 'string' || isLoginEmail(value),
      defaultMessage: () => 'must be an email address',
    },
  });

/** One decorator per rule, because the answer names the rule that is broken. */
const IsNewPassword = (rule: string, constraint: string): PropertyDecorator => {
  const fault = (value: unknown, args?: ValidationArguments) => {
    const email = (args?.object as { email?: unknown }).email;
    if (typeof value !== 'string') return undefined;
    const found = passwordFault(value, typeof email === 'string' ? email : '');
    return found?.rule === rule ? found : undefined;
  };
  return ValidateBy({
    name: constraint,
    validator: {
      validate: (value, args) => fault(value, args) === undefined,
      defaultMessage: (args) => fault(args?.value, args)?.message ?? '',
    },
  });
};

export class SetUpBody {
  @ApiProperty({ type: 'string', format: 'email', maxLength: 254 })
  @IsString()
  @IsLoginEmail()
  email: string;

  @ApiProperty({ type: 'string', minLength: 10, maxLength: 128, description: 'Not the email address.' })
  @IsString()
  @IsNewPassword('min_length', 'minLength')
  @IsNewPassword('max_length', 'maxLength')
  @IsNewPassword('format', 'isFormat')
  password: string;

  @ApiProperty({ type: 'string', maxLength: longestName })
  @NameField()
  workspaceName: string;

  @ApiPropertyOptional({ type: 'string', maxLength: longestName })
  @OptionalField()
  @NameField()
  memberName?: string;

  @ApiPropertyOptional({ type: 'string', default: 'UTC', description: 'IANA time zone.' })
  @OptionalField()
  @IsTimeZoneName()
  timeZone?: string;

  @ApiPropertyOptional({ type: 'string', default: 'default', pattern: '^[a-z][a-z0-9-]{0,31}$' })
  @OptionalField()
  @IsString()
  @Matches(/^[a-z][a-z0-9-]{0,31}$/, {
    message: 'must begin with a letter and hold lower-case letters, digits and hyphens only',
  })
  region?: string;
}
