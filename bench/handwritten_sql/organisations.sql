WITH top AS (SELECT id FROM organisation WHERE dataset = 'made_up' AND parent_id IS NULL),
members AS (
    SELECT row_of.id AS unit_id, member.id AS member_id
    FROM organisation AS row_of
    JOIN organisation AS member
      ON member.id = row_of.id OR (row_of.id NOT IN (FROM top) AND starts_with(member.path, row_of.path))
    WHERE row_of.id IN (FROM top) OR row_of.parent_id IN (FROM top)
),
credited AS (
    SELECT DISTINCT members.unit_id, event_id
    FROM shared_by
    JOIN members ON member_id = shared_by.unit_id
)
SELECT /*which*/ AS which, unit_id, count(*), count(*) FILTER (status <> 'approved'), sum(sessions)
FROM event_facts
JOIN members ON member_id = organisation_id
WHERE NOT co_organised AND kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL
UNION ALL
SELECT /*which*/ AS which, unit_id, count(*), count(*) FILTER (status <> 'approved'), sum(sessions)
FROM event_facts
JOIN credited USING (event_id)
WHERE co_organised AND kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;
