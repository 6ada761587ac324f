WITH top AS (SELECT id FROM organisation WHERE dataset = 'made_up' AND parent_id IS NULL),
members AS (
    SELECT row_of.id AS unit_id, member.id AS member_id
    FROM organisation AS row_of
    JOIN organisation AS member
      ON member.id = row_of.id OR (row_of.id NOT IN (FROM top) AND starts_with(member.path, row_of.path))
    WHERE row_of.id IN (FROM top) OR row_of.parent_id IN (FROM top)
),
meant AS (SELECT * FROM event WHERE kind <> 'training' AND dataset = 'made_up' /*period*/),
credited AS (
    SELECT DISTINCT unit_id, took_part.event_id
    FROM (
        SELECT id AS event_id, organisation_id AS member_id FROM meant
        UNION ALL
        SELECT event_id, organisation_id FROM event_co_organiser WHERE event_id IN (SELECT id FROM meant)
    ) AS took_part
    JOIN members USING (member_id)
)
SELECT
    unit_id,
    count(*),
    sum(sessions),
    sum(attendance_value),
    count(attendance_value),
    count(*) FILTER (attendance_value IS NOT NULL AND attendance_qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (attendance_value IS NOT NULL AND attendance_qualifier IN ('about', 'nearly')),
    coalesce(sum(attendance_value) FILTER (attendance_basis = 'estimate'), 0)
FROM credited
JOIN event ON event.id = event_id
GROUP BY unit_id;

WITH top AS (SELECT id FROM organisation WHERE dataset = 'made_up' AND parent_id IS NULL),
members AS (
    SELECT row_of.id AS unit_id, member.id AS member_id
    FROM organisation AS row_of
    JOIN organisation AS member
      ON member.id = row_of.id OR (row_of.id NOT IN (FROM top) AND starts_with(member.path, row_of.path))
    WHERE row_of.id IN (FROM top) OR row_of.parent_id IN (FROM top)
),
meant AS (SELECT * FROM event WHERE kind <> 'training' AND dataset = 'made_up' /*period*/),
credited AS (
    SELECT DISTINCT unit_id, took_part.event_id
    FROM (
        SELECT id AS event_id, organisation_id AS member_id FROM meant
        UNION ALL
        SELECT event_id, organisation_id FROM event_co_organiser WHERE event_id IN (SELECT id FROM meant)
    ) AS took_part
    JOIN members USING (member_id)
)
SELECT
    unit_id,
    count(DISTINCT event_id) FILTER (m.value IS NOT NULL),
    sum(m.value),
    count(m.value),
    count(*) FILTER (m.value IS NOT NULL AND m.qualifier IN ('at_least', 'over', 'more_than')),
    count(*) FILTER (m.value IS NOT NULL AND m.qualifier IN ('about', 'nearly')),
    coalesce(sum(m.value) FILTER (m.basis = 'estimate'), 0)
FROM credited
JOIN event_material AS m USING (event_id)
GROUP BY unit_id;
