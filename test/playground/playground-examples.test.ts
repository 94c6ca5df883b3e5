import {
  answer,
  execute,
  expectSoon,
  fillEditor,
  giveToken,
  textOf,
  tokenField,
  variables,
} from './playground-driver';
import { describeInBrowser } from './playground-suite';

describeInBrowser('the examples in the playground', (suite) => {
  it('keep their placeholders if the gateway does not know the token, and the hint says so', async () => {
    const { page, sent } = await suite.start();
    await tokenField(page).fill(`${suite.server.token}x`);
    await tokenField(page).press('Enter');
    await expectSoon(
      async () => (await page.getByRole('status').textContent()) ?? '',
      'does not know this token',
    );
    expect(await textOf(variables(page))).toContain('{{organizationId}}');
    await tokenField(page).fill(suite.server.token);
    await tokenField(page).press('Enter');
    await expectSoon(() => textOf(variables(page)), suite.server.organizationId);
    expect(sent.filter(({ body }) => body.includes('homeOrganization'))).toHaveLength(2);
  });

  it("have the id of the caller's organization, which the gateway is asked for once", async () => {
    const { page, sent } = await suite.start();
    expect(await textOf(variables(page))).toContain('{{organizationId}}');
    await giveToken(page, suite.server.token);
    expect(await textOf(variables(page))).toContain(`"organizationId": "${suite.server.organizationId}"`);
    await tokenField(page).focus();
    await tokenField(page).press('Enter');
    await page.getByLabel('Examples').selectOption('PutSecret');
    await page.getByRole('button', { name: 'Open in a tab' }).click();
    await expectSoon(() => textOf(variables(page)), 'SMTP_PASSWORD');
    await expectSoon(() => textOf(variables(page)), suite.server.organizationId);
    await execute(page);
    await answer(page, '"created": true');
    expect(sent.filter(({ body }) => body.includes('homeOrganization'))).toHaveLength(1);
  });

  it('leave other ids to the user, and the hint names them until they are replaced', async () => {
    const { page } = await suite.start();
    const hint = async () => (await page.getByRole('status').textContent()) ?? '';
    await giveToken(page, suite.server.token);
    expect(await hint()).not.toContain('{{');
    await page.getByRole('tab', { name: 'UpdateSecret' }).click();
    await expectSoon(hint, 'replace {{secretId}} with an id');
    await page.getByRole('tab', { name: 'CreateSecret' }).click();
    await expectSoon(hint, 'Requests carry this token');
  });

  it('have variables that are valid in the editor, which would mark a missing field', async () => {
    const { page } = await suite.start();
    await giveToken(page, suite.server.token);
    const marks = variables(page).locator('.squiggly-error, .squiggly-warning');
    await fillEditor(page, variables(page), '{ "input": { "name": "A" } }');
    await marks.first().waitFor();
    await fillEditor(
      page,
      variables(page),
      '{ "input": { "organizationId": "org-1", "name": "A", "value": "B" } }',
    );
    await marks.first().waitFor({ state: 'detached' });
  });
});
