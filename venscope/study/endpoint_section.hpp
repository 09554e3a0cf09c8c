/// [[endpoint]] of a protocol.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/endpoint/endpoint.hpp"

namespace venscope::study {

/// What one [[endpoint]] declares; problems go to the section's list.
endpoint::EndpointDefinition read_endpoint(Section& section);

}  // namespace venscope::study
