WITH top AS (SELECT id FROM organisation WHERE dataset = 'made_up' AND parent_id IS NULL),
members AS (
    SELECT row_of.id AS unit_id, member.id AS member_id
    FROM organisation AS row_of
    JOIN organisation AS member
      ON member.id = row_of.id OR (row_of.id NOT IN (FROM top) AND starts_with(member.path, row_of.path))
    WHERE row_of.id IN (FROM top) OR row_of.parent_id IN (FROM top)
),
meant AS (
    SELECT id, organisation_id, status, sessions, /*which*/ AS which
    FROM event
    WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
),
credited AS (
    SELECT DISTINCT unit_id, took_part.event_id
    FROM (
        SELECT id AS event_id, organisation_id AS member_id FROM meant
        UNION ALL
        SELECT event_id, organisation_id FROM event_co_organiser WHERE event_id IN (SELECT id FROM meant)
    ) AS took_part
    JOIN members USING (member_id)
)
SELECT which, unit_id, count(*), count(*) FILTER (status <> 'approved'), sum(sessions)
FROM credited
JOIN meant ON meant.id = event_id
GROUP BY ALL;
