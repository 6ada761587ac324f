SELECT
    /*which*/ AS which,
    key_group,
    count(*),
    count(*) FILTER (status <> 'approved'),
    sum(sessions)
FROM event
JOIN event_key_group AS g ON g.event_id = event.id
WHERE kind <> 'training' AND dataset = 'made_up' /*period*/
GROUP BY ALL;
