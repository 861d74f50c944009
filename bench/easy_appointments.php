<?php
// Fills Easy!Appointments with a salon and times whole searches of its own engine: every free hour
// of every provider and day. Arguments: its folder, the salon's JSON file, the first date (Y-m-d),
// how many days, how many rounds. Prints JSON.

[, $folder, $file, $first, $days, $rounds] = $argv;
$argv = $_SERVER['argv'] = ['index.php'];
$argc = $_SERVER['argc'] = 1;
chdir($folder);
require $folder . '/index.php';

$app = &get_instance();
$app->load->library('availability');
$app->load->model('services_model');
$salon = json_decode(file_get_contents($file), true);

$app->db->update('settings', ['value' => '0'], ['name' => 'book_advance_timeout']);
$app->db->insert('services', [
    'name' => 'Corte', 'duration' => $salon['minutes'], 'slot_interval' => 15, 'attendants_number' => 1,
]);
$service_id = $app->db->insert_id();
$role = $app->db->get_where('roles', ['slug' => 'provider'])->row_array();
$ids = [];
foreach ($salon['providers'] as $name) {
    $app->db->insert('users', [
        'first_name' => $name, 'last_name' => $name, 'email' => "$name@example.org",
        'timezone' => $salon['zone'], 'id_roles' => $role['id'],
    ]);
    $ids[$name] = $app->db->insert_id();
    $app->db->insert('user_settings', [
        'id_users' => $ids[$name], 'username' => $name, 'working_plan' => json_encode($salon['plan']),
    ]);
    $app->db->insert('services_providers', ['id_users' => $ids[$name], 'id_services' => $service_id]);
}
foreach (array_chunk($salon['appointments'], 2000) as $chunk) {
    $app->db->insert_batch('appointments', array_map(fn(array $one): array => [
        'id_users_provider' => $ids[$one[0]], 'start_datetime' => $one[1], 'end_datetime' => $one[2],
        'id_services' => $service_id, 'is_unavailability' => 0,
    ], $chunk));
}
$app->db->query('ANALYZE TABLE ea_appointments');

$service = $app->services_model->find($service_id);
$providers = array_map(fn(int $id): array => $app->providers_model->find($id), $ids);
$took = [];
for ($round = 0; $round < $rounds; $round++) {
    $started = hrtime(true);
    $free = 0;
    foreach ($providers as $provider) {
        for ($day = 0; $day < $days; $day++) {
            $date = date('Y-m-d', strtotime("$first +$day day"));
            $free += count($app->availability->get_available_hours($date, $service, $provider));
        }
    }
    $took[] = (hrtime(true) - $started) / 1e6;
}
echo PHP_EOL, json_encode(['ms' => $took, 'free' => $free]), PHP_EOL;
