#include "validate/validation.hpp"

#include "parallel.hpp"
#include "validate/schedule.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>

#include <sys/resource.h>

namespace emrshare::kat {
namespace {

Finding broken(const Breakdown& breakdown) {
    return {Outcome::broken, breakdown.way, breakdown.reason};
}

/// An adapter process with the place of the question that it was asked last.
struct Worker {
    Adapter adapter;
    std::size_t last_asked = 0;
};

/// The state that the threads of one validation share.
class Campaign {
public:
    Campaign(Validation& validation, const ValidationOptions& options, const std::function<void(std::size_t)>& progress)
        : validation_(validation), options_(options), progress_(progress) {}

    void run();

private:
    void work(Schedule& schedule);
    void run_group(Worker& worker, const Group& group);
    void ask(Worker& worker, std::size_t place);
    void finish(Worker& worker);
    void give_up(const std::string& why);
    std::unique_ptr<Worker> take_worker();
    std::vector<Group> groups() const;

    Validation& validation_;
    const ValidationOptions& options_;
    const std::function<void(std::size_t)>& progress_;
    std::mutex guard_;
    std::vector<std::unique_ptr<Worker>> idle_;
    std::atomic<unsigned> broken_in_a_row_{0};
    std::atomic<bool> stopped_{false};
    std::atomic<std::size_t> done_{0};
};

/// The questions of each file.
std::vector<Group> Campaign::groups() const {
    std::vector<Group> groups;
    std::string file;
    for (std::size_t i = 0; i < validation_.results.size(); ++i) {
        const FileKey& key = validation_.results[i].question.key;
        const std::string name = key.file_name();
        if (groups.empty() || name != file) groups.push_back({key.set_name(), {}});
        groups.back().places.push_back(i);
        file = name;
    }
    return groups;
}

std::unique_ptr<Worker> Campaign::take_worker() {
    const std::lock_guard lock(guard_);
    if (idle_.empty()) return std::make_unique<Worker>(Worker{Adapter(options_.command, options_.limit)});
    std::unique_ptr<Worker> worker = std::move(idle_.back());
    idle_.pop_back();
    return worker;
}

void Campaign::give_up(const std::string& why) {
    const std::lock_guard lock(guard_);
    if (!stopped_.exchange(true)) validation_.given_up = why;
}

void Campaign::ask(Worker& worker, std::size_t place) {
    auto& [question, finding] = validation_.results[place];
    if (!validation_.hello->covers(question.key)) {
        finding = {Outcome::unsupported, {}, "not announced in the handshake"};
        return;
    }
    const Asked asked = worker.adapter.ask(question.key, question.vector["inputs"]);
    if (asked.before) validation_.results[worker.last_asked].finding = broken(*asked.before);
    worker.last_asked = place;
    if (const auto* breakdown = std::get_if<Breakdown>(&asked.result)) {
        finding = broken(*breakdown);
        if (worker.adapter.failed_to_start()) give_up("the adapter cannot be started again");
        if (++broken_in_a_row_ >= kPatience)
            give_up(std::to_string(kPatience) + " vectors in a row found the adapter broken");
        return;
    }
    broken_in_a_row_ = 0;
    finding = judge(question, std::get<Reply>(asked.result), options_.strict_checks);
}

void Campaign::run_group(Worker& worker, const Group& group) {
    for (const std::size_t place : group.places) {
        if (stopped_) return;
        ask(worker, place);
        if (progress_) progress_(++done_);
    }
}

void Campaign::work(Schedule& schedule) {
    std::unique_ptr<Worker> worker = take_worker();
    Group group = schedule.take("");
    while (!group.places.empty()) {
        run_group(*worker, group);
        group = schedule.take(group.set);
    }
    const std::lock_guard lock(guard_);
    idle_.push_back(std::move(worker));
}

void Campaign::finish(Worker& worker) {
    const std::optional<Breakdown> breakdown = worker.adapter.finish();
    if (!breakdown) return;
    if (breakdown->way == "answer too many") {
        validation_.results[worker.last_asked].finding = broken(*breakdown);
    } else {
        validation_.endings.push_back(*breakdown);
    }
}

void Campaign::run() {
    std::unique_ptr<Worker> first = take_worker();
    const std::variant<Hello, Breakdown> started = first->adapter.start();
    if (const auto* breakdown = std::get_if<Breakdown>(&started)) {
        validation_.given_up = breakdown->way + ": " + breakdown->reason;
        return;
    }
    validation_.hello = std::get<Hello>(started);
    idle_.push_back(std::move(first));
    Schedule schedule(groups());
    run_parallel(options_.jobs, options_.jobs, [&](std::size_t) { work(schedule); });
    for (const auto& worker : idle_)
        finish(*worker);
}

} // namespace

ProcessorTime processor_time() {
    const auto used_by = [](int who) {
        rusage usage{};
        getrusage(who, &usage);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    };
    return {used_by(RUSAGE_SELF), used_by(RUSAGE_CHILDREN)};
}

std::size_t Validation::count(Outcome outcome) const {
    return static_cast<std::size_t>(std::count_if(
        results.begin(), results.end(), [&](const Result& result) { return result.finding.outcome == outcome; }));
}

int Validation::exit_status() const {
    constexpr int kAllPassed = 0;
    constexpr int kMismatch = 1;
    constexpr int kAdapterFailed = 3;
    if (!given_up.empty() || !endings.empty() || count(Outcome::broken) != 0) return kAdapterFailed;
    if (count(Outcome::failed) != 0 || count(Outcome::not_run) != 0 || count(Outcome::passed) == 0 || !unmet.empty())
        return kMismatch;
    return kAllPassed;
}

std::vector<std::string> find_unmet(const std::vector<std::string>& required, const std::vector<Result>& results) {
    std::vector<std::string> unmet;
    for (const std::string& operation : required) {
        const auto concerns = [&](const Result& result) { return result.question.key.operation->name == operation; };
        const auto spoils = [&](const Result& result) {
            return concerns(result) && result.finding.outcome != Outcome::passed;
        };
        if (std::none_of(results.begin(), results.end(), concerns) ||
            std::any_of(results.begin(), results.end(), spoils))
            unmet.push_back(operation);
    }
    return unmet;
}

Validation validate(std::vector<Question> questions, const ValidationOptions& options,
                    const std::function<void(std::size_t)>& progress) {
    Validation validation;
    for (Question& question : questions)
        validation.results.push_back({std::move(question), {}});
    Campaign(validation, options, progress).run();
    validation.time = processor_time();
    validation.unmet = find_unmet(options.required, validation.results);
    return validation;
}

} // namespace emrshare::kat
