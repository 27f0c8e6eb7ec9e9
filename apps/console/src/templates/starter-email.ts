/** Tables and inline styles, because mail apps want it so. Everything in it renders for a person with an empty profile. */
export const welcomeHtml = `<!doctype html>
<html lang="en">
  <body style="margin:0;background:#f4f5f8;font-family:Helvetica,Arial,sans-serif;color:#1a1d26">
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0">
      <tr>
        <td align="center" style="padding:32px 16px">
          <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:12px">
            <tr>
              <td style="padding:36px 36px 28px">
                <h1 style="margin:0 0 14px;font-size:24px;line-height:1.3">
                  Welcome, {{ profile.traits.firstName | default: "friend" }}!
                </h1>
                <p style="margin:0 0 14px;font-size:16px;line-height:1.6">
                  Thank you for joining {{ workspace.name }}. Your account is ready.
                </p>
                <p style="margin:0;font-size:16px;line-height:1.6">
                  Reply to this email whenever you need a hand. We read every answer.
                </p>
              </td>
            </tr>
          </table>
          <p style="margin:18px 0 0;font-size:13px;color:#5a6271">Sent by {{ workspace.name }}</p>
        </td>
      </tr>
    </table>
  </body>
</html>
`;

export const blankHtml = `<!doctype html>
<html lang="en">
  <body style="margin:0;padding:32px 16px;font-family:Helvetica,Arial,sans-serif;color:#1a1d26">
    <div style="max-width:560px;margin:0 auto">
      <h1 style="font-size:24px;line-height:1.3">Hello {{ profile.traits.firstName | default: "there" }}</h1>
      <p style="font-size:16px;line-height:1.6">Write your message here.</p>
    </div>
  </body>
</html>
`;
