// DuckDB: patients of a CSV file scored by a card, to a CSV file.   node duckdb_score.mjs PATIENTS.csv SCORED.csv THREADS
// Without arguments: whether @duckdb/node-api is there, in DUCKDB_MODULES or where Node looks.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { DuckDBInstance } = createRequire(`${process.env.DUCKDB_MODULES ?? process.cwd()}/`)('@duckdb/node-api');
const [, , patients, scored, threads] = process.argv;
if (!patients) process.exit(0);

const { rule } = JSON.parse(readFileSync('models/ven-prs-os/card.json', 'utf8'));
const [low, middle, high] = rule.cut_points;
const score = rule.terms.map(({ variable, points }) => `(${points})::DOUBLE * ${variable}`).join(' + ');
const types = rule.terms.map(({ variable }) => `'${variable}': 'TINYINT'`).join(', ');
const connection = await (await DuckDBInstance.create(':memory:', { threads })).connect();
await connection.run(`COPY (
  SELECT patient, score, CASE WHEN score < ${middle.from} THEN '${low.group}' WHEN score <= ${middle.to} THEN '${middle.group}'
                              WHEN score IS NOT NULL THEN '${high.group}' END AS "group"
  FROM (SELECT patient, round(${score}, 2) AS score FROM read_csv('${patients}', nullstr = 'NA', types = {${types}})))
  TO '${scored}' (HEADER)`);
